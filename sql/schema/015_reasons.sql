-- What a case is holds why the bureau last decided it since it was opened: said by the log already, kept from now on.
update discrepancy.case c
set state = c.state || jsonb_build_object('decided', (
    select e.facts ->> 'reason' from discrepancy.case_entry e
    where e.case_id = c.case_id and e.step in ('decided', 'ruled')
      and e.number > (select max(o.number) from discrepancy.case_entry o where o.case_id = c.case_id and o.step in ('raised', 'reopened'))
    order by e.number desc limit 1));
