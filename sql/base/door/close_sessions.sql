-- Ends all sessions of an account but one, and any that holds no longer.
delete from door.session where (account = :account and sha256 is distinct from :but) or opened_at <= :opened_after
