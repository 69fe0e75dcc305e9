-- Adds a receipt that has to be delivered; nothing where it was made before.
insert into notice.receipt (receipt_id, provider, name, content, made_at)
values (:receipt_id, :provider, :name, :content, :at)
on conflict (receipt_id) do nothing
