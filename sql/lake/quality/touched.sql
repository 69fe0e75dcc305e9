-- Makes `touched`: the rows delivered before that are not delivered any more, or not as often, and those not let through as they are: with time they may be right.
create or replace table touched as
select __layer as layer, row_number, __content, record, coalesce(entity_key, __subject) as subject, __look
from former
where __content in (select __content from differs)
   or record in (select record from former_kept union all select record from former_warned)
