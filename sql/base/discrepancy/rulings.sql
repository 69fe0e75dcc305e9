-- The rulings that hold, or all with :ended, the latest first.
select upper(left(cast(ruling_id as text), 8)) as ruling, library || '.' || entity || '.' || element as about, entity_key,
    value, instead_of, cast(until as text) as until, upper(left(cast(case_id as text), 8)) as case, made_by,
    to_char(made_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as made, ended_by as ended, reason
from registry.ruling
where :ended or ended_at is null
order by made_at desc, ruling_id
