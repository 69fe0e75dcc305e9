-- Channels: what is told by e-mail and webhook besides the report on the front-end machine, and the messages it went by.
create table notice.message (
    message_id text primary key,        -- what its receiver knows it by: made of what it tells and the channel
    receiver   text not null,           -- a provider, or the bureau
    channel    text not null check (channel in ('mail', 'webhook')),
    digest     jsonb not null,          -- what it says; never changed
    made_at    timestamptz not null,
    tries      integer not null,        -- counted before each: one that was tried and not sent may have arrived
    reached    text[] not null,         -- who took it: addresses, or the webhook's connection
    fault      text,                    -- why not all have, as was last heard
    sent_at    timestamptz              -- null: it still has to be, under the same id
);
create unique index message_unsent on notice.message (receiver, channel) where sent_at is null;
create index message_of_receiver on notice.message (receiver, channel, made_at);

create table notice.digest (            -- what has to be told by a channel, written with what it tells of
    delivery_id text not null,          -- of notice.delivery, or of the bureau's own list
    channel     text not null check (channel in ('mail', 'webhook')),
    receiver    text not null,
    content     jsonb not null,
    made_at     timestamptz not null,
    message_id  text references notice.message,  -- by which it is told; null: it waits
    primary key (delivery_id, channel)
);
create index digest_waiting on notice.digest (receiver, channel) where message_id is null;
create index digest_of_message on notice.digest (message_id);

create table notice.enclosed (          -- files that go along by mail, until they are sent
    delivery_id text not null,
    name        text not null,
    content     bytea not null,
    primary key (delivery_id, name)
);
