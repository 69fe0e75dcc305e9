-- What a provider was told by a report: up to which event, when, and whether it was told anything later; one row, or none.
select d.last_event_id, d.delivered_at, exists (
    select from notice.delivery l where l.provider = d.provider and l.delivered_at > d.delivered_at
) as older
from notice.delivery d
where d.provider = :provider and d.content_hash = :content_hash
order by d.delivered_at desc
limit 1
