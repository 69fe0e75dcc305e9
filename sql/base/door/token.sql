-- The token with that SHA-256: one row, or none.
select token_id, provider, expires_at, revoked_at, used_on from door.token where sha256 = :sha256
