-- What is settled: of what is disputed the value of the side that did not give in, where that is one; and who gave in before.
select e.entity_key as item, e.element || '@' || e.authority as element, min(e.value) as value
from given_in g
join evidence e on (e.entity_key, e.element) = (g.entity_key, g.element)
    and e.provider = case when g.gave_in = g.provider then e.authority else g.provider end
where g.entity = {{ entity | literal }} and g.gave_in in (g.provider, e.authority)
group by all
having count(distinct e.value) = 1
union all
select '#' || provider || '#' || gave_in, element || '@' || authority, case when gave_in = provider then authority else provider end
from gave_in
