-- Adds a digest that has to be told by a channel; nothing where it stands there already.
insert into notice.digest (delivery_id, channel, receiver, content, made_at)
values (:delivery_id, :channel, :receiver, cast(:content as jsonb), :at)
on conflict (delivery_id, channel) do nothing
