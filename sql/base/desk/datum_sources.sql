-- What each number of a source stands for, and the batch of it that a build was made from, where it has any: a ruling has none.
select s.source_id, s.provider, s.feed, s.rule, i.batch_id, b.as_of
from registry.source s
left join registry.build_input i on (i.provider, i.feed) = (s.provider, s.feed) and i.build_id = :build_id
left join registry.batch b on b.batch_id = i.batch_id
where s.source_id = any(cast(:sources as integer[]))
