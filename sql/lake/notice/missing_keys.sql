-- The entities a feed claims to hold and neither holds nor had kept back: key and label.
select g.entity_key, cast(g.{{ label }} as varchar) as label
from golden g
anti join state using (entity_key)
anti join (select entity_key from kept where entity_key is not null) k using (entity_key)
where {{ active }} and ({{ wanted }}){{ unwanted }}
  and (g.known_since is null or g.known_since + {{ grace_days }} <= cast({{ as_of | literal }} as date))
order by g.entity_key
