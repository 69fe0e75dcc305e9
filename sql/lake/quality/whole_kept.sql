-- Makes `whole_kept`: of the whole delivery what `kept` is of the rows judged.
create or replace view whole_kept as
from kept
union all by name
from former_kept where record not in (select record from touched)
