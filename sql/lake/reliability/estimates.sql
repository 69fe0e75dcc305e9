-- What the estimate says of each conflict that is raised: how probable either side is, and the most probable value.
with spelt as (
    select entity_key, element, authority, value, min(said) as said from evidence group by all
),
told as (
    select item, element, provider, max(probability) as probability, list(value) as said from held group by all
),
backed as (
    select item, element, value, count(distinct provider) as backers from held group by all
),
best as (
    select d.*, coalesce(d.other_probability > 1 - d.wrong, false) as otherwise,
        case when otherwise then d.other else d.value end as likeliest
    from doubt d
)
select f.finding_id, b.wrong as authority_wrong, t.probability as provider_right,
    case when b.otherwise then coalesce(s.said, b.other) else f.golden_value end as proposed,
    case when b.otherwise then b.other_probability else 1 - b.wrong end as proposed_probability,
    case when b.otherwise then b.backer else b.authority end as backer,
    cast(k.backers as integer) as backers, list_contains(t.said, b.likeliest) as says_so
from finding f
join best b on b.item = f.entity_key and b.element = f.element || '@' || f.golden_provider
join told t on (t.item, t.element, t.provider) = (b.item, b.element, f.provider)
join backed k on (k.item, k.element, k.value) = (b.item, b.element, b.likeliest)
left join spelt s on (s.entity_key, s.element, s.authority, s.value) = (f.entity_key, f.element, f.golden_provider, b.other)
where f.kind = 'conflict' and f.standing = 'raised' and f.entity = {{ entity | literal }}
