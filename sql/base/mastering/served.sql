-- Makes an entity's view for consumers: its golden rows, and which elements are doubted and being rechecked.
create or replace view {{ schema }}.{{ table }}_served as
select g.entity_id, g.entity_key, g.known_since, g.build_id, g.valid_from,
    coalesce(d.elements, cast('{}' as text[])) as under_recheck{% for column in columns %}, g.{{ column }}{% endfor %}

from {{ schema }}.{{ table }} g
left join (
    select f.entity_key, array_agg(distinct f.element order by f.element) as elements
    from discrepancy.finding f
    join discrepancy.case c on c.case_id = f.case_id
    where f.library = {{ schema | literal }} and f.entity = {{ table | literal }} and f.status = 'open'
      and f.kind = 'conflict' and c.phase <> 'closed'
      and (f.respondent = f.golden_provider or c.phase in ('negotiating', 'adjudicating')
           or (c.phase = 'rechecking' and c.owner = f.golden_provider))
    group by f.entity_key
) d on d.entity_key = g.entity_key
