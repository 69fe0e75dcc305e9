-- The registry: which batches arrived, which is in force, which builds were published from them.
create schema registry;

create table registry.batch (
    batch_id     text primary key,
    provider     text not null,
    feed         text not null,
    interval_at  timestamptz not null,   -- the run it was delivered for
    content_hash text not null,          -- SHA-256 over the records and the reference date
    as_of        date not null,          -- the date its claims hold for: manifest's, else the delivery's
    folder       text not null,          -- in the lake; nothing in it counts without this row
    status       text not null check (status in ('landed', 'accepted', 'held', 'unchanged')),
    received     bigint,
    accepted     bigint,
    quarantined  bigint,
    duplicates   bigint,
    rules        text,                   -- digest of the contract and suite it was checked by
    held_kind    text check (held_kind in ('contract', 'volume')),
    held_reason  text,
    landed_at    timestamptz not null,
    settled_at   timestamptz,
    constraint every_row_is_accounted_for check (
        status <> 'accepted'
        or (received is not null and accepted is not null and quarantined is not null
            and duplicates is not null and rules is not null
            and received = accepted + quarantined + duplicates)
    ),
    constraint a_held_batch_says_why check (
        (status = 'held') = (held_reason is not null and held_kind is not null)
    )
);
create index batch_of_feed on registry.batch (provider, feed, interval_at desc);

create table registry.feed (
    provider  text not null,
    feed      text not null,
    in_force  text references registry.batch,  -- the last accepted batch, what libraries are built from
    latest    text references registry.batch,  -- the last settled batch, whatever became of it
    as_of     date,                            -- the last date the batch in force was delivered for
    primary key (provider, feed)
);

create table registry.source (
    source_id smallint generated always as identity primary key,
    provider  text not null,
    feed      text not null,
    rule      text not null check (rule in ('authority', 'fallback', 'ruling')),
    unique (provider, feed, rule)
);

create table registry.build (
    build_id     text primary key,
    library      text not null,
    parent       text references registry.build,
    inputs       text not null,          -- digest of the claims it was mastered from
    rules        text not null,          -- digest of the library's declaration and the mastering SQL
    folder       text not null,          -- in the lake
    as_of        date not null,          -- the day it was mastered for
    status       text not null check (status in ('built', 'audited', 'failed', 'published')),
    reason       text,
    golden       bigint not null,
    disagreements bigint not null,
    built_at     timestamptz not null,
    published_at timestamptz
);
create unique index one_child_is_published on registry.build (library, parent)
    nulls not distinct where status = 'published';

create table registry.build_input (
    build_id text not null references registry.build on delete cascade,
    provider text not null,
    feed     text not null,
    batch_id text not null references registry.batch,
    primary key (build_id, provider, feed)
);

create table registry.library (
    library  text primary key,
    in_force text references registry.build
);

create schema staging;
