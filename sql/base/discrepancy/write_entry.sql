-- Adds a line to a case's log.
insert into discrepancy.case_entry (case_id, number, step, actor, at, facts, clock)
values (:case_id, :number, :step, :actor, :at, cast(:facts as jsonb), cast(:clock as jsonb))
