-- Keeps a file that goes along by mail with the digest of a delivery.
insert into notice.enclosed (delivery_id, name, content)
values (:delivery_id, :name, :content)
on conflict (delivery_id, name) do nothing
