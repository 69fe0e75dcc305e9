-- Whose a session is that holds still: one row, or none.
select s.account, a.provider, s.seen_at
from door.session s
join door.account a using (account)
where sha256 = :sha256 and a.disabled_at is null and s.opened_at > :opened_after and s.seen_at > :seen_after
