-- Notes when a session was last seen.
update door.session set seen_at = :at where sha256 = :sha256
