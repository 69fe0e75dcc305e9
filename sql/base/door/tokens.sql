-- Tokens, of one provider where :provider is given, the newest first.
select token_id as token, provider, made_at, expires_at, revoked_at, used_on
from door.token
where cast(:provider as text) is null or provider = :provider
order by made_at desc, token_id
