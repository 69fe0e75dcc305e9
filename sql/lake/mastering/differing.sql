-- Makes `differing_<view>`: the claims of a feed of which any element is not, to the letter, the value in force.
create or replace table differing_{{ view }} as
select c.*
from {{ view }} c
join compared_{{ entity }} g using (entity_key)
where {% for element in elements %}c.{{ element }} <> g.{{ element }}{{ ' or ' if not loop.last }}{% endfor %}
