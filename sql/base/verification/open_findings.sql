-- One row per finding and day (counted from 1) at whose end, in China's time, it was open; feeds in `apart` left out.
select distinct d.day, f.provider, f.feed, f.library, f.entity, f.entity_key, f.element, f.kind
from generate_series(1, :days) as d (day)
cross join lateral (
    select distinct on (e.finding_id) e.finding_id, e.event
    from discrepancy.finding_event e
    where e.at < cast(cast(:first_day as date) + d.day as timestamp) at time zone 'Asia/Shanghai'
    order by e.finding_id, e.event_id desc
) last
join discrepancy.finding f on f.finding_id = last.finding_id
where last.event <> 'closed' and f.provider || '/' || f.feed <> all(:apart)
order by 1, 2, 3, 4, 5, 6, 7, 8
