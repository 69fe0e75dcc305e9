-- Adds a session of an account.
insert into door.session (sha256, account, opened_at, seen_at) values (:sha256, :account, :at, :at)
