-- What a GeoJSON collection says of itself: its type, whether it has a crs member, and the system's name in it.
select json_extract_string(content, '$.type') as kind,
    json_exists(content, '$.crs') as has_crs,
    json_extract_string(content, '$.crs.properties.name') as crs
from read_text({{ file | literal }})
