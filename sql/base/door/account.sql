-- The account of that name: one row, or none.
select account, provider, password, disabled_at from door.account where account = :account
