-- Asks whom an open finding is up to, and notes why: the authority, where two others independently say the same against it or the estimate says that it is wrong; else its provider; or whom the bureau gave that to.
with disputed as (
    {% set findings = "discrepancy.finding" %}
    {% include "base/discrepancy/disputed.sql" %}
),
others as (
    select unnest(ids) as finding_id, golden_provider from disputed
),
weighed as (  -- what may have to be moved, or kept, by the estimate
    select f.*, e.authority_wrong, c.phase not in ('raised', 'closed') and f.opened_at <= c.counted_at as asked,
        f.respondent = f.golden_provider or exists (
            select from discrepancy.transfer t
            where (t.provider, t.feed, t.kind, t.element, t.was, t.respondent)
                = (f.provider, f.feed, f.kind, f.element, f.golden_provider, f.respondent)) as was_authority
    from discrepancy.estimate e
    join discrepancy.finding f on f.finding_id = e.finding_id and f.status = 'open'
    left join discrepancy.case c on c.case_id = f.case_id
    left join discrepancy.reliability r on (r.library, r.entity, r.element, r.authority, r.provider)
        = (f.library, f.entity, f.element, f.golden_provider, f.provider)
    where f.golden_provider <> 'bureau' and (e.authority_wrong >= :kept_from or f.asked_for is not null)
      and (f.asked_for is not null or coalesce(r.copies_from, f.golden_provider) = f.golden_provider)  -- what differs is no copy
),
estimated as (
    select w.finding_id, w.golden_provider
    from weighed w
    where case when w.asked  -- who is asked stays so
               then w.was_authority and (w.asked_for <> 'others' or w.authority_wrong >= :kept_from)
               else w.authority_wrong >= case when w.was_authority then :kept_from else :asked_from end end
),
wanted as (
    select f.finding_id, coalesce(t.respondent, o.golden_provider, e.golden_provider, f.provider) as respondent,
        case when t.respondent is not null then 'transfer' when o.finding_id is not null then 'others' when e.finding_id is not null then 'estimate' end as why
    from discrepancy.finding f
    left join others o on o.finding_id = f.finding_id
    left join estimated e on e.finding_id = f.finding_id
    left join discrepancy.transfer t
        on (t.provider, t.feed, t.kind, t.element) = (f.provider, f.feed, f.kind, coalesce(f.element, '-'))
        and t.was = coalesce(o.golden_provider, e.golden_provider, f.provider)
    where f.status = 'open'
)
update discrepancy.finding f set respondent = w.respondent, asked_for = w.why
from wanted w
where w.finding_id = f.finding_id and (w.respondent, w.why) is distinct from (f.respondent, f.asked_for)
