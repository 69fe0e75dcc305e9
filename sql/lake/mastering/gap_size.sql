-- One row: how many entities a feed lacks by now, of how many it claims to hold.
select (select count(*) from gap where not waits),
    (select count(*) from active_{{ entity }} where {{ scope }})
