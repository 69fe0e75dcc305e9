-- Who owes the next step of any open case, and about what kinds of findings.
select distinct owner, kind
from discrepancy.case
where phase <> 'closed'
