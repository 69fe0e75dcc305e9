-- Makes `differs`: the rows' contents that are delivered more, or fewer, times than before.
create or replace table differs as
select __content
from (
    select __content, 1 as times from content
    union all
    select __content, -1 from former
)
group by __content
having sum(times) <> 0
