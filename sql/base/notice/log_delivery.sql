-- Adds a delivery to the log; nothing where it stands there already.
insert into notice.delivery (
    delivery_id, provider, round, content_hash, connection, files, findings, opened, closed,
    delivered_at, last_event_id, last_entry_id
)
values (
    :delivery_id, :provider, :round_id, :content_hash, :connection, :files, :findings, :opened,
    :closed, :delivered_at, :last_event_id, :last_entry_id
)
on conflict (delivery_id) do nothing
