-- The source behind a number, and the files of it that a build was made from, where it has any: a ruling has none.
select s.provider, s.feed, s.rule, i.state, b.folder as build_folder
from registry.source s
join registry.build b on b.build_id = :build_id
left join registry.build_input i on i.provider = s.provider and i.feed = s.feed and i.build_id = b.build_id
where s.source_id = :source_id
