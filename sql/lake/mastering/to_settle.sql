-- The findings in the form in which they are settled: what is excused is not shown, what waits is neither opened nor closed.
select * exclude (standing, due_feed, due_on), standing = 'waiting' as waiting
from finding
where standing <> 'excused'
