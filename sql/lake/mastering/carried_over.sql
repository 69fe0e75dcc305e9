-- Adds the parent's findings about keys that nobody said anything new of, with the batch and row in which they stand now.
insert into finding by name
with over as (
    select * from parent_finding
    anti join judged_{{ entity }} using (entity_key)
    where provider = {{ feed.provider | literal }} and feed = {{ feed.name | literal }}
      and entity = {{ entity | literal }} and kind not in ('uncovered', 'volume')
)
{% if still %}
select * from over
{% else %},
stands as (
    select coalesce(t.new_key, s.entity_key) as entity_key, s.batch_id, s.row_number
    from {{ stated }} s
    left join carried_{{ entity }} t on t.old_key = s.entity_key
    semi join over o on o.entity_key = coalesce(t.new_key, s.entity_key)
    qualify row_number() over (
        partition by coalesce(t.new_key, s.entity_key)
        order by t.new_key is not null, s.since desc nulls last, s.batch_id desc, s.row_number desc, s.record) = 1
)
select o.* replace (coalesce(s.batch_id, o.batch_id) as batch_id, coalesce(s.row_number, o.row_number) as row_number)
from over o
left join stands s using (entity_key)
{% endif %}
