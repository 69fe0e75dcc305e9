-- Adds a token of a provider's.
insert into door.token (token_id, provider, sha256, made_at, expires_at)
values (:token_id, :provider, :sha256, :at, :expires_at)
