-- Makes `differing_<view>`: the claims of a feed of which any element is not, to the letter, the value in force (`<element>__golden`), and whose that is.
create or replace table differing_{{ view }} as
select entity_key, c.batch_id, c.row_number, c.dated, c.since, {{ golden_group }} as grouped
    {%- for element in elements %},
    c.{{ element }}, c.{{ element }}__delivered, g.{{ element }} as {{ element }}__golden, g.{{ element }}_source
    {%- endfor %}

from {{ view }} c
join compared_{{ entity }} g using (entity_key)
where {% for element in elements %}c.{{ element }} <> g.{{ element }}{{ ' or ' if not loop.last }}{% endfor %}
