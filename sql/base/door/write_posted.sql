-- Adds what a provider's key stands for from now on.
insert into door.posted (provider, key, sha256, reply_id, token_id, account, at)
values (:provider, :key, :sha256, :reply_id, :token_id, :account, :at)
