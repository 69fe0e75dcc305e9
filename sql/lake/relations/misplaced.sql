-- Adds one finding for each place of `misplaced`: outside the division it is said to lie in, or over another of its kind.
insert into relation by name
select finding_id('geometry', {{ feed.provider | literal }}, {{ feed.name | literal }}, {{ library | literal }},
        {{ entity | literal }}, entity_key, {{ element | literal }}, rule) as finding_id,
    'geometry' as kind, 'critical' as severity,
    {{ feed.provider | literal }} as provider, {{ feed.name | literal }} as feed,
    {{ library | literal }} as library, {{ entity | literal }} as entity, entity_key,
    {{ element | literal }} as element, rule, detail, batch_id, row_number, 'raised' as standing
from misplaced
