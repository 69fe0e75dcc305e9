-- Makes `excepted`: the delivered rows that are not simply in force: those that are not the newest word on their record (old), those kept back, those by which it ends.
create or replace table excepted as
select *
from (
    select row_number, __ended as ended,
        row_number in (select row_number from copy) or record in (select record from lost) as old,
        row_number in (select row_number from failure where severity = 'critical') as kept
    from typed
)
where old or kept or ended
