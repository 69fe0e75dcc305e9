-- The delivery log: what a provider was sent, in which round, with which content.
create schema notice;

create table notice.delivery (
    delivery_id  text primary key,       -- provider, round, content hash
    provider     text not null,
    round        text not null,          -- the daily round or wake-up that made it
    content_hash text not null,          -- SHA-256 of what the report says, not of its bytes
    connection   text not null,
    files        text[] not null,        -- paths on the provider's front-end machine
    findings     bigint not null,        -- open findings it tells of
    opened       bigint not null,        -- of which not in the last report
    closed       bigint not null,        -- in the last report and settled since
    delivered_at timestamptz not null
);
create index delivery_of_provider on notice.delivery (provider, delivered_at desc);
