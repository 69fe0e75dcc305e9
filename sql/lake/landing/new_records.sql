-- The rows that are like none of the delivery before, with their numbers. Rows that are alike stand for each other.
select n.row_number, a.* exclude (__content)
from news n
join (
    select distinct on (__content) *
    from arrived
    where __content in (select __content from news)
) a using (__content)
order by n.row_number
