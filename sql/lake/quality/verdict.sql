-- One row: received, accepted, quarantined, duplicates, rows let through with a warning, findings, records known.
select (select count(*) from records), (select count(*) from accepted),
       (select count(*) from quarantine), (select count(*) from copy),
       (select count(*) from warned),
       (select count(*) from findings),
       (select count(distinct record) from (
           select record from counted
           {%- if carried %} union all select record from retained{% endif %}))
