-- Adds to `touched` the rows delivered before that share a record, an entity or their looks with what is new or touched.
insert into touched
with near as (
    select record, subject, __look from touched
    union all
    select record, subject, __look from fresh
)
select __layer as layer, row_number, __content, record, coalesce(entity_key, __subject) as subject, __look
from former
anti join touched t on t.layer = former.__layer and t.row_number = former.row_number
where record in (select record from near) or __look in (select __look from near)
   or coalesce(entity_key, __subject) in (select subject from near where subject is not null)
