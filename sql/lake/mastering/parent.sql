-- Makes `parent_<entity>`: the golden rows of the build in force, with the columns declared today.
create or replace view parent_{{ entity }} as
from shape_{{ entity }}
{% if kept %}
union all by name
select {{ kept | join(', ') }} from before_{{ entity }}
{% endif %}
