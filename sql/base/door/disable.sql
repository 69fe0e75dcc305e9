-- Disables an account: one row, or none.
update door.account set disabled_at = :at where account = :account and disabled_at is null returning provider
