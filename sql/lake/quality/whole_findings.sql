-- Makes `whole_findings`: of the whole delivery what `findings` is of the rows judged.
create or replace view whole_findings as
from findings
union all by name
from former_findings
where entity_key not in (
    select subject from touched where subject is not null
    union all
    select coalesce(entity_key, __subject) from typed where coalesce(entity_key, __subject) is not null)
