-- Registers a batch, or says again what became of one that is not accepted yet; returns its status.
insert into registry.batch as b (
    batch_id, provider, feed, interval_at, content_hash, as_of, folder, status, mode, watermark,
    received, held_kind, held_reason, landed_at, settled_at)
values (
    :batch_id, :provider, :feed, :interval_at, :content_hash, :as_of, :folder, :status, :mode, :watermark,
    :received, :held_kind, :held_reason, :at,
    case when :status = 'landed' then null else cast(:at as timestamptz) end)
on conflict (batch_id) do update set
    status = case when b.status = 'accepted' then b.status else excluded.status end,
    mode = case when b.status = 'accepted' then b.mode else excluded.mode end,
    watermark = case when b.status = 'accepted' then b.watermark else excluded.watermark end,
    received = case when b.status = 'accepted' then b.received else excluded.received end,
    held_kind = case when b.status = 'accepted' then null else excluded.held_kind end,
    held_reason = case when b.status = 'accepted' then null else excluded.held_reason end,
    settled_at = case when b.status = 'accepted' then b.settled_at else excluded.settled_at end
returning status
