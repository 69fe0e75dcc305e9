-- Marks a build as published.
update registry.build set status = 'published', published_at = :at where build_id = :build_id
