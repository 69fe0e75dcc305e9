-- The cases before the bureau, one alone with :case_id, the most pressing first; entry: the number of the log entry that brought it there.
select cast(c.case_id as text) as case_id, c.state, (
    select max(e.number) from discrepancy.case_entry e where e.case_id = c.case_id and e.step = 'referred'
) as entry
from discrepancy.case c
where c.phase = 'adjudicating'
  and (cast(:case_id as uuid) is null or c.case_id = cast(:case_id as uuid))
order by c.due, c.rows desc, c.case_id
