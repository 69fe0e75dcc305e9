-- Makes `lost`: the records of which what was known is newer than what is delivered, or the same; of a late delivery also those no longer known.
create or replace table lost as
select d.record
from (
    select record, case when bool_and(__changed is not null) then max(__changed) end as changed,
        case when count(*) = 1 then any_value(__content) end as content
    from typed
    where row_number not in (select row_number from copy)
    group by record
) d
left join standing s using (record)
where coalesce(
    case when s.record is null then {{ 'true' if late else 'false' }}
         when s.content = d.content then true
         when s.changed is null or d.changed is null then s.moment > {{ moment | literal }}
         else s.changed > d.changed or (s.changed = d.changed and s.moment > {{ moment | literal }}) end,
    false)
