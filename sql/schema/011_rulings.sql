-- Rulings: the bureau's one value for one element of one entity, over its source's word, until that changes.
create table registry.ruling (
    ruling_id  uuid primary key default gen_random_uuid(),
    library    text not null,
    entity     text not null,
    entity_key text not null,
    element    text not null,
    value      text not null,       -- what holds instead
    instead_of text,                -- what the source says; the ruling ends when it says otherwise
    reason     text not null,
    until      date,                -- its last day
    case_id    uuid,                -- in which it was made
    made_by    text not null,       -- who ruled, at the bureau
    made_at    timestamptz not null,
    ended_at   timestamptz,
    ended_by   text check (ended_by in ('source', 'term', 'replaced', 'withdrawn')),
    logged     boolean not null default false,  -- its end, in the case's log
    constraint ended_says_by_what check ((ended_at is null) = (ended_by is null))
);
create unique index one_ruling_holds on registry.ruling (library, entity, entity_key, element) where ended_at is null;

alter table registry.build
    add column rulings   uuid[] not null default '{}',  -- that hold in it
    add column overtaken uuid[] not null default '{}';  -- that do not any more: the source says otherwise
