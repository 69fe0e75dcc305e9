-- Asks whom an open finding is up to: the authority, where two others say the same against it; else its provider; or whom the bureau gave that to.
with disputed as (
    select golden_provider, array_agg(finding_id) as ids
    from (
        select f.*, case when provider_value ~ '[0-9][.][0-9]|^\s*-' then btrim(provider_value)  -- a number
                         else upper(regexp_replace(provider_value, '[^[:alnum:]]', '', 'g')) end as said
        from discrepancy.finding f
        where status = 'open' and kind = 'conflict'
          and (library, entity, entity_key, element) in (
              select library, entity, entity_key, element from discrepancy.finding
              where status = 'open' and kind = 'conflict'
              group by library, entity, entity_key, element having count(distinct provider) > 1)
    ) told
    group by library, entity, entity_key, element, golden_provider, said
    having count(distinct provider) > 1
),
up_to as (
    select unnest(ids) as finding_id, golden_provider as respondent from disputed
),
wanted as (
    select f.finding_id, coalesce(t.respondent, u.respondent, f.provider) as respondent
    from discrepancy.finding f
    left join up_to u on u.finding_id = f.finding_id
    left join discrepancy.transfer t
        on (t.provider, t.feed, t.kind, t.element) = (f.provider, f.feed, f.kind, coalesce(f.element, '-'))
        and t.was = coalesce(u.respondent, f.provider)
    where f.status = 'open' and coalesce(t.respondent, u.respondent, f.provider) <> f.respondent
)
update discrepancy.finding f set respondent = w.respondent
from wanted w where w.finding_id = f.finding_id
