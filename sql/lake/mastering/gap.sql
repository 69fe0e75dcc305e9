-- Makes `gap`: the entities within a feed's claimed coverage that it neither holds nor had kept back.
create or replace table gap as
select g.*
from covered g
anti join {{ view }} c using (entity_key)
anti join (select entity_key from {{ view }}_quarantine where entity_key is not null) q using (entity_key)
where g.known_since is null
   or g.known_since + {{ grace_days }} <= cast({{ as_of | literal }} as date)
