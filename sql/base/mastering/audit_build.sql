-- Notes an audit's outcome; a published build stays published.
update registry.build
set status = case when cast(:reason as text) is null then 'audited' else 'failed' end, reason = :reason
where build_id = :build_id and status <> 'published'
