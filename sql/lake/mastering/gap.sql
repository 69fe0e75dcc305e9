-- Makes `gap`: the entities within a feed's claimed coverage that it neither holds nor had kept back.
create or replace table gap as
select g.*
from covered g
anti join {{ view }} c using (entity_key)
where (g.known_since is null
       or g.known_since + {{ grace_days }} <= cast({{ as_of | literal }} as date))
  and not exists (
    select 1 from {{ view }}_kept k
    where k.entity_key = g.entity_key
       or (k.entity_key is null and k.label = normal_text(cast(g.{{ label }} as varchar))))
