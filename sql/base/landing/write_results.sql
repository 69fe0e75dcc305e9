-- Registers of how many findings a feed stands after the batch :batch_id, by rule and element.
insert into registry.result (batch_id, kind, rule, element, severity, findings)
select :batch_id, kind, rule, coalesce(element, '-'), min(severity), count(*)
from staging.{{ staged }}
group by kind, rule, coalesce(element, '-')
