-- Adds the one finding for a gap above its limit; its size stands in the detail.
insert into finding by name
select finding_id('volume', {{ feed.provider | literal }}, {{ feed.name | literal }}, {{ library | literal }},
        {{ entity | literal }}, null, null, 'full_coverage') as finding_id,
    'volume' as kind, 'critical' as severity,
    {{ feed.provider | literal }} as provider, {{ feed.name | literal }} as feed,
    {{ library | literal }} as library, {{ entity | literal }} as entity, 'full_coverage' as rule,
    {{ detail | literal }} as detail, {{ batch_id | literal }} as batch_id, 'raised' as standing
