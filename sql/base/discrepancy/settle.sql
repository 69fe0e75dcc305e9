-- Settles one scope's findings by what is staged, and logs what was opened, changed, reopened and closed.
with settled as (
    merge into discrepancy.finding f
    using (select *, cast(finding_id as uuid) as id from staging.{{ staged }}) s on f.finding_id = s.id
    when matched and f.status = 'closed' and not s.waiting then update set
        status = 'open', scope = :scope, severity = s.severity, opened_at = :at, closed_at = null,
        closed_by = null, times_opened = f.times_opened + 1, provider_value = s.provider_value,
        golden_value = s.golden_value, golden_provider = s.golden_provider,
        detail = cast(s.detail as jsonb), batch_id = s.batch_id, row_number = s.row_number
    when matched and f.status = 'open' and not s.waiting
        and (f.provider_value, f.golden_value, f.golden_provider, f.severity, f.detail, f.row_number)
            is distinct from (s.provider_value, s.golden_value, s.golden_provider, s.severity,
                              cast(s.detail as jsonb), s.row_number)
        then update set
        severity = s.severity, provider_value = s.provider_value, golden_value = s.golden_value,
        golden_provider = s.golden_provider, detail = cast(s.detail as jsonb),
        batch_id = s.batch_id, row_number = s.row_number
    when not matched by target and not s.waiting then insert (
        finding_id, scope, kind, severity, provider, feed, library, entity, entity_key, element, rule,
        provider_value, golden_value, golden_provider, detail, batch_id, row_number, status, opened_at)
    values (
        s.id, :scope, s.kind, s.severity, s.provider, s.feed, s.library, s.entity, s.entity_key, s.element,
        s.rule, s.provider_value, s.golden_value, s.golden_provider, cast(s.detail as jsonb), s.batch_id,
        s.row_number, 'open', :at)
    when not matched by source and f.scope = :scope and f.status = 'open' then update set
        status = 'closed', closed_at = :at,
        closed_by = case when f.provider || '/' || f.feed = any(:declared) then :closing else 'feed_ended' end
    returning old.status as was, new.status as status, new.finding_id, new.provider_value, new.golden_value,
        (old.provider_value, old.golden_value) is distinct from (new.provider_value, new.golden_value) as moved
)
insert into discrepancy.finding_event (finding_id, event, at, cause, provider_value, golden_value)
select finding_id,
    case when was is null then 'opened'
         when status = 'closed' then 'closed'
         when was = 'closed' then 'reopened'
         else 'changed' end,
    :at, :cause, provider_value, golden_value
from settled
where was is distinct from status or moved
order by finding_id
