-- Reports know what is new by the last event they told of; open findings of a scope are found at once.
alter table notice.delivery add column last_event_id bigint;  -- of discrepancy.finding_event
update notice.delivery d
set last_event_id = coalesce(
    (select max(e.event_id) from discrepancy.finding_event e where e.at <= d.delivered_at), 0);
alter table notice.delivery alter column last_event_id set not null;

create index open_finding_of_scope on discrepancy.finding (scope) where status = 'open';
drop index discrepancy.finding_of_scope;
