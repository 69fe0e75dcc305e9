-- Settles one scope's findings by what is staged, and logs what was opened, changed, reopened and closed.
with staged as (
    select *, cast(finding_id as uuid) as id, cast(detail as jsonb) as details from staging.{{ staged }}
),
shown as materialized (  -- what differs from what stands; what does not is left alone
    select s.*, case when f.finding_id is null then 'opened'
                     when f.status = 'closed' then 'reopened' else 'changed' end as event,
        f.status is distinct from 'open'
            or (f.provider_value, f.golden_value) is distinct from (s.provider_value, s.golden_value) as told
    from staged s
    left join discrepancy.finding f on f.finding_id = s.id
    where not s.waiting
      and (f.status is distinct from 'open'
           or (f.provider_value, f.golden_value, f.golden_provider, f.severity, f.detail, f.row_number)
              is distinct from (s.provider_value, s.golden_value, s.golden_provider, s.severity, s.details,
                                s.row_number))
),
gone as materialized (
    select finding_id from discrepancy.finding where scope = :scope and status = 'open'
    except  -- by hash or sort, however many there are
    select id from staged
),
opened as (
    insert into discrepancy.finding (
        finding_id, scope, kind, severity, respondent, provider, feed, library, entity, entity_key, element, rule,
        provider_value, golden_value, golden_provider, detail, batch_id, row_number, status, opened_at)
    select id, :scope, kind, severity, provider, provider, feed, library, entity, entity_key, element, rule,
        provider_value, golden_value, golden_provider, details, batch_id, row_number, 'open', :at
    from shown where event = 'opened'
),
mended as (
    update discrepancy.finding f set
        status = 'open', closed_at = null, closed_by = null, severity = s.severity,
        scope = case when s.event = 'reopened' then :scope else f.scope end,
        opened_at = case when s.event = 'reopened' then :at else f.opened_at end,
        times_opened = f.times_opened + case when s.event = 'reopened' then 1 else 0 end,
        provider_value = s.provider_value, golden_value = s.golden_value,
        golden_provider = s.golden_provider, detail = s.details, batch_id = s.batch_id,
        row_number = s.row_number
    from shown s
    where f.finding_id = s.id and s.event <> 'opened'
),
closed as (
    update discrepancy.finding f set
        status = 'closed', closed_at = :at,
        closed_by = case when f.provider || '/' || f.feed <> all(:declared) then 'feed_ended'
                         when f.finding_id = any(cast(:ruled as uuid[])) then 'ruling' else :closing end
    from gone g
    where f.finding_id = g.finding_id
    returning f.finding_id, f.provider_value, f.golden_value
)
insert into discrepancy.finding_event (finding_id, event, at, cause, provider_value, golden_value)
select finding_id, event, :at, :cause, provider_value, golden_value
from (
    select id as finding_id, event, provider_value, golden_value from shown where told
    union all
    select finding_id, 'closed', provider_value, golden_value from closed
) moved
order by finding_id
