-- All that is claimed of one entity: what is disputed one by one, what is agreed and what was settled as one claim for so many times.
select entity_key as item, element || '@' || authority as element, provider, value, cast(1 as double) as times
from evidence
union all
select '*' || a.bits, a.element || '@' || a.authority, v.provider, 'agreed', a.times
from agreed a
join voice d on d.provider = a.authority and a.bits & d.bit > 0
join voice v on a.bits & v.bit > 0
union all
select '#' || provider || '#' || gave_in, element || '@' || authority, side, side, times
from (select *, unnest([provider, authority]) as side from gave_in)
