-- The open conflicts in which two providers independently say the same against an authority, by what they say: who copies another is no witness beside it, unless that is the authority, from which it differs; and what was ruled is nobody's to answer for.
select golden_provider, array_agg(finding_id) as ids
from (
    select f.*, r.copies_from,
        case when provider_value ~ '[0-9][.][0-9]|^\s*-' then btrim(provider_value)  -- a number
             else upper(regexp_replace(provider_value, '[^[:alnum:]]', '', 'g')) end as said
    from (
        select finding_id, library, entity, entity_key, element, golden_provider, provider, provider_value,
            min(provider) over one <> max(provider) over one as by_several
        from {{ findings }} f
        where status = 'open' and kind = 'conflict'
        window one as (partition by library, entity, entity_key, element)
    ) f
    left join discrepancy.reliability r on (r.library, r.entity, r.element, r.authority, r.provider)
        = (f.library, f.entity, f.element, f.golden_provider, f.provider)
    where by_several and golden_provider <> 'bureau'
) told
group by library, entity, entity_key, element, golden_provider, said
having count(distinct coalesce(nullif(copies_from, golden_provider), provider)) > 1
