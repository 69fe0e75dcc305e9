-- The number of every source of values there ever was.
select source_id, provider, feed, rule from registry.source
