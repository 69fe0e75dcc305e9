-- Makes `whole_warned`: of the whole delivery what `warned` is of the rows judged.
create or replace view whole_warned as
from warned
union all by name
from former_warned where record not in (select record from touched)
