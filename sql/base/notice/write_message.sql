-- Adds a message that is about to be sent.
insert into notice.message (message_id, receiver, channel, digest, made_at, tries, reached)
values (:message_id, :receiver, :channel, cast(:digest as jsonb), :at, 1, '{}')
