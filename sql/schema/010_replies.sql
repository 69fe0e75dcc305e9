-- Replies: the filled reports that came back, each taken in once, and the receipts that go out for them.
create table notice.receipt (    -- what goes to a provider's inbox: kept with the answers, delivered after
    receipt_id   text primary key,      -- provider, file name
    provider     text not null,
    name         text not null,         -- in the provider's inbox
    content      bytea not null,
    made_at      timestamptz not null,
    delivered_at timestamptz            -- null: it still has to be
);
create index receipt_of_provider on notice.receipt (provider) where delivered_at is null;

create table notice.reply (
    reply_id     text primary key,      -- provider, SHA-256 of the file
    provider     text not null,
    sha256       text not null,
    file_name    text not null,         -- under which it came first
    content_hash text,                  -- of the report it answers; null where the file does not say
    fault        text,                  -- why the file as a whole could not be taken
    taken        bigint not null,       -- rows
    refused      bigint not null,       -- rows, and what else of the file could not be taken
    receipt_id   text not null references notice.receipt,
    at           timestamptz not null
);
create index reply_of_provider on notice.reply (provider, at);

create table notice.reply_file ( -- what lies in a provider's folder of answers, as it was last looked at
    provider text not null,
    name     text not null,
    size     bigint not null,
    written  bigint not null,           -- by its machine's clock, in seconds since 1970
    reply_id text not null references notice.reply,
    primary key (provider, name)
);
