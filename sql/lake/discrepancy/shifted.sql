-- How many findings go from which cause to which; none where they are not open. `up_to`: whom a finding is up to.
with before as (
    select b.finding_id, struct_pack(up_to := coalesce(d.authority, b.provider), provider := b.provider,
        feed := b.feed, kind := b.kind, element := b.element, golden_provider := b.golden_provider) as cause
    from open_before b left join disputed_before d using (finding_id)
),
after as (
    select a.finding_id, struct_pack(up_to := coalesce(d.authority, a.provider), provider := a.provider,
        feed := a.feed, kind := a.kind, element := a.element, golden_provider := a.golden_provider) as cause
    from open_after a left join disputed_after d using (finding_id)
)
select b.cause as before, a.cause as after, count(*) as rows
from before b full join after a using (finding_id)
group by all
