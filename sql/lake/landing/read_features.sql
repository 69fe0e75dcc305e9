-- Makes `items`: one row a feature of a GeoJSON collection, its properties and its geometry as JSON.
create or replace table items as
select row_number, json_extract(feature, '$.properties') as item,
    nullif(cast(json_extract(feature, '$.geometry') as varchar), 'null') as geometry
from (
    select unnest(listed) as feature, generate_subscripts(listed, 1) as row_number
    from (
        select cast(json_extract(content, '$.features') as json[]) as listed
        from read_text({{ file | literal }})
    )
)
