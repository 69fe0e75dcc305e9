-- What a provider was shown itself, up to event :seen, as of a report; an event that has not been is none it was shown.
select least(cast(:seen as bigint), coalesce(max(event_id), 0)) as last_event_id, cast(null as timestamptz) as delivered_at, false as older
from discrepancy.finding_event
