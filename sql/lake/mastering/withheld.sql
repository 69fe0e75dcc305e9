-- Adds, as waiting, the open findings about what a feed said in rows that were kept back this time: neither shown nor settled.
insert into finding by name
select o.* exclude (label), true as waiting
from open_finding o
anti join finding f using (finding_id)
where o.provider = {{ feed.provider | literal }} and o.feed = {{ feed.name | literal }}
  and o.entity = {{ entity | literal }}
  and exists (
    select 1 from {{ view }}_kept k
    where k.entity_key = o.entity_key or (k.entity_key is null and k.label = normal_text(o.label)))
