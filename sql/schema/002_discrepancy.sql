-- Findings: one row-level fact each, with an id that stays the same for ever.
create schema discrepancy;

create table discrepancy.finding (
    finding_id      uuid primary key,
    scope           text not null,     -- who keeps it up to date: feed:<p>/<f>, batch:<p>/<f>, library:<l>
    kind            text not null check (kind in (
        'invalid', 'conflict', 'unregistered', 'uncovered', 'duplicate', 'identity',
        'broken_link', 'geometry', 'contract', 'volume', 'late')),
    severity        text not null check (severity in ('critical', 'warning')),
    provider        text not null,     -- the respondent
    feed            text not null,
    library         text,
    entity          text,
    entity_key      text,
    element         text,
    rule            text not null,     -- the check or comparison that found it
    provider_value  text,              -- as delivered
    golden_value    text,              -- the value in force
    golden_provider text,              -- whose value that is
    detail          jsonb not null default '{}',
    batch_id        text references registry.batch,
    row_number      bigint,            -- in that batch, from 1, the header not counted
    status          text not null check (status in ('open', 'closed')),
    closed_by       text check (closed_by in ('data', 'ruling', 'rule_change', 'feed_ended')),
    opened_at       timestamptz not null,  -- of the present opening
    closed_at       timestamptz,
    times_opened    integer not null default 1,
    constraint closed_says_by_what check (
        (status = 'closed') = (closed_at is not null and closed_by is not null))
);
create index finding_of_provider on discrepancy.finding (provider, status, kind);
create index finding_of_scope on discrepancy.finding (scope);
create index finding_of_entity on discrepancy.finding (library, entity, entity_key);

create table discrepancy.finding_event (
    event_id       bigint generated always as identity primary key,
    finding_id     uuid not null references discrepancy.finding,
    event          text not null check (event in ('opened', 'changed', 'closed', 'reopened')),
    at             timestamptz not null,
    cause          text not null,      -- the batch or build that showed it
    provider_value text,
    golden_value   text
);
create index event_of_finding on discrepancy.finding_event (finding_id, event_id);
