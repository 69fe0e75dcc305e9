-- Adds, as waiting, the open findings about what a feed has kept back by now, itself or the other it was found with: neither shown nor settled.
insert into relation by name
with own as (
    select * from open_finding
    where provider = {{ feed.provider | literal }} and feed = {{ feed.name | literal }}
      and entity = {{ entity | literal }}
),
about as (
    select finding_id, entity_key from own
    union all
    select finding_id, unnest(cast(json_extract(detail, '$.others') as varchar[])) from own
),
kept_back as (
    select finding_id from about
    semi join (select distinct entity_key from {{ view }}_kept) k using (entity_key)
)
select own.*, 'waiting' as standing
from own
anti join relation r using (finding_id)
semi join kept_back using (finding_id)
