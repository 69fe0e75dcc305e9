-- Who gave in about open conflicts of a library: who said it would correct its value, or was told to by agreement or decision.
select f.entity, f.entity_key, f.element, f.provider, f.feed,
    case when f.answer = 'corrected' then f.respondent else c.owner end as gave_in
from discrepancy.asked f
join discrepancy.case c on c.case_id = f.case_id
where f.library = {{ library | literal }} and f.status = 'open' and f.kind = 'conflict'
  and (f.answer = 'corrected' or (f.answer is not null and not f.contests and c.phase = 'rechecking'))
order by f.finding_id
