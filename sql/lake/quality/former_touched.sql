-- Makes `former_touched`: the records in force before of which there is something to judge.
create or replace table former_touched as
from former_state
where record in (select record from touched union all select record from fresh)
