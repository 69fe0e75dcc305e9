-- The source behind a number, and the files of it that a build was made from.
select s.provider, s.feed, s.rule, i.state, b.folder as build_folder
from registry.source s
join registry.build_input i on i.provider = s.provider and i.feed = s.feed and i.build_id = :build_id
join registry.build b on b.build_id = i.build_id
where s.source_id = :source_id
