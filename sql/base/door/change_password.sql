-- Gives an account another password: one row, or none.
update door.account set password = :password, changed_at = :at where account = :account and disabled_at is null
returning provider
