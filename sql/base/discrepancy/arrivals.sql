-- When each feed last delivered: what is fetched again is no new delivery, unless the source is asked (:asked) and answers.
select b.provider || '/' || b.feed as path,
       max(case when b.provider || '/' || b.feed = any(:asked) then b.settled_at else b.first_at end) as last_at
from (
    select provider, feed, settled_at,
           min(landed_at) over (partition by provider, feed, content_hash) as first_at
    from registry.batch
    where settled_at is not null
) b
group by b.provider, b.feed
