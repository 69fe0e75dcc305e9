-- Every account, of one provider or of all, with when it was last seen; a session that has ended is none.
select account, provider, made_at, changed_at, disabled_at,
    (select max(seen_at) from door.session s where s.account = a.account) as seen_at
from door.account a
where cast(:provider as text) is null or provider = :provider
order by provider, account
