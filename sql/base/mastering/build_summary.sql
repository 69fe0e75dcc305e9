-- What a build holds, and whether only the rules changed since its parent.
select b.golden, b.disagreements,
       coalesce(p.inputs = b.inputs and p.rules <> b.rules, false) as rule_change
from registry.build b
left join registry.build p on p.build_id = b.parent
where b.build_id = :build_id
