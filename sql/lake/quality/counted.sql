-- Makes `counted`: the delivered rows that are the newest word on their record, and whether they are kept back or end it.
create or replace view counted as
select t.row_number, t.record, coalesce(x.ended, false) as ended, coalesce(x.kept, false) as kept
from typed t
left join excepted x using (row_number)
where coalesce(not x.old, true)
