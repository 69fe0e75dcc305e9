-- Open cases by who owes the next step: how old on the day :today, how many overdue, and their findings; the most overdue first.
select owner, count(*) as cases, sum(rows) as findings,
       count(*) filter (where age <= 7) as week,
       count(*) filter (where age between 8 and 30) as month,
       count(*) filter (where age > 30) as older,
       count(*) filter (where due < :today) as overdue
from (
    select c.owner, c.rows, c.due, cast(:today as date) - cast(opened.at at time zone 'Asia/Shanghai' as date) as age
    from discrepancy.case c
    cross join lateral (
        select max(e.at) as at
        from discrepancy.case_entry e
        where e.case_id = c.case_id and e.step in ('raised', 'reopened')
    ) opened
    where c.phase <> 'closed'
) open
group by owner
order by overdue desc, cases desc, owner
