-- The source behind a number, and the batch of it that a build was made from.
select s.provider, s.feed, s.rule, b.batch_id, b.folder, b.rules
from registry.source s
join registry.build_input i on i.provider = s.provider and i.feed = s.feed and i.build_id = :build_id
join registry.batch b on b.batch_id = i.batch_id
where s.source_id = :source_id
