-- Revokes a token; gives its provider, nothing where there is no such token that is not revoked.
update door.token set revoked_at = :at where token_id = :token_id and revoked_at is null returning provider
