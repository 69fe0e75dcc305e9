-- Adds an account of a provider's, unless there is one of that name: one row, or none.
insert into door.account (account, provider, password, made_at, changed_at)
values (:account, :provider, :password, :at, :at)
on conflict (account) do nothing
returning account
