-- Makes a table of one row for each entity that a feed speaks of more than once: its own number before an older one, then the later record.
create or replace table chosen_{{ view }} as
select *
from numbered_{{ view }}
where entity_key in (select entity_key from numbered_{{ view }} group by entity_key having count(*) > 1)
qualify row_number() over (
    partition by entity_key
    order by carried, since desc nulls last, batch_id desc, row_number desc, record) = 1
