-- Makes :many open findings, spread over the causes given as arrays (who was delivered by what, about what), and logs them.
with cause as (
    select row_number() over () - 1 as number, c.*
    from unnest(cast(:providers as text[]), cast(:feeds as text[]), cast(:libraries as text[]),
                cast(:entities as text[]), cast(:elements as text[]), cast(:authorities as text[]))
        as c (provider, feed, library, entity, element, authority)
),
made as (
    insert into discrepancy.finding (
        finding_id, scope, kind, severity, respondent, provider, feed, library, entity, entity_key, element, rule,
        provider_value, golden_value, golden_provider, detail, row_number, status, opened_at)
    select cast(md5('rehearsal ' || n) as uuid), 'library:' || library,
        case when authority = provider then 'invalid' else 'conflict' end, 'critical', provider, provider, feed,
        library, entity, '98' || lpad(cast(n as text), 16, '0'), element,
        case when authority = provider then 'pattern' else 'authority' end, '报送值 ' || n, '现行值 ' || n,
        nullif(authority, provider), '{}', n, 'open', :at
    from generate_series(1, cast(:many as integer)) n
    join cause on cause.number = n % (select count(*) from cause)
    returning finding_id
)
insert into discrepancy.finding_event (finding_id, event, at, cause)
select finding_id, 'opened', :at, 'a rehearsal' from made
