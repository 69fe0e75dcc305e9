-- The files that a build was made from, one row a feed.
select provider || '/' || feed as path, state, kept
from registry.build_input
where build_id = :build_id and state is not null
