-- Cases: the findings of one cause are one case, whose rows come and go; its log alone says how it stands.
alter table discrepancy.finding add column respondent text;  -- who is asked: the provider, or whom it is up to instead
update discrepancy.finding set respondent = provider;
alter table discrepancy.finding
    alter column respondent set not null,
    add column case_id uuid not null generated always as (cast(md5(
        respondent || chr(31) || provider || chr(31) || feed || chr(31) || kind || chr(31) || coalesce(element, '-')
        || chr(31) || coalesce(case when respondent = provider then golden_provider else provider end, '-')
    ) as uuid)) stored;
drop index discrepancy.finding_of_provider;
create index finding_of_respondent on discrepancy.finding (respondent, status, kind);
create index finding_of_case on discrepancy.finding (case_id, status);

create table discrepancy.case (
    case_id      uuid primary key,
    respondent   text not null,
    provider     text not null,     -- whose data it is about
    feed         text not null,
    kind         text not null,
    element      text,
    counterparty text,              -- the other side, where there is one
    phase        text not null check (phase in (
        'raised', 'asked', 'rechecking', 'negotiating', 'adjudicating', 'closed')),
    owner        text,              -- who owes the next step: a provider, or the bureau
    due          date,
    provisional  boolean not null default false,  -- rests on a year whose holidays are not announced
    rows         bigint not null,   -- findings open
    unanswered   bigint not null,
    contested    bigint not null,
    escalated    boolean not null,
    times_opened integer not null,
    entries      integer not null,  -- in its log
    counted_at   timestamptz not null,
    moved_at     timestamptz,
    state        jsonb not null,    -- what its log comes to, as a whole
    constraint only_an_open_case_is_owed check ((phase = 'closed') = (owner is null)),
    constraint only_an_open_case_has_rows check ((phase = 'closed') = (rows = 0))
);
create index case_of_respondent on discrepancy.case (respondent, phase);

create table discrepancy.case_entry (
    entry_id bigint generated always as identity primary key,
    case_id  uuid not null references discrepancy.case,
    number   integer not null,      -- in the case's own log, from 1
    step     text not null,
    actor    text not null,
    at       timestamptz not null,
    facts    jsonb not null,
    clock    jsonb,                 -- the term that runs from then on
    unique (case_id, number)
);

create function discrepancy.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the log of cases is only ever added to';
end
$$;
create trigger case_entry_is_only_added_to before update or delete or truncate on discrepancy.case_entry
    for each statement execute function discrepancy.refuse_change();

create table discrepancy.answer (   -- what a respondent last answered about a finding
    finding_id  uuid not null references discrepancy.finding,
    respondent  text not null,
    answer      text not null check (answer in ('corrected', 'confirmed', 'disputed', 'elsewhere')),
    explanation text not null,
    source      text not null,      -- the reply it came by
    at          timestamptz not null,
    about       text not null,      -- digest of the values it was said of
    spent_at    timestamptz,        -- when it ceased to stand: a delivery did not show what it promised
    decided_at  timestamptz,        -- when what it contests was agreed upon or decided
    primary key (finding_id, respondent)
);

create function discrepancy.about(provider_value text, golden_value text) returns text immutable language sql as $$
    select md5(coalesce(provider_value, '') || chr(31) || coalesce(golden_value, ''))
$$;

create view discrepancy.asked as  -- findings, and of open ones what who is asked answered, where it still stands for the values there are
select f.*, a.answer, a.explanation, a.source, a.at as answered_at,
    a.answer in ('confirmed', 'disputed', 'elsewhere') and a.decided_at is null as contests
from discrepancy.finding f
left join discrepancy.answer a
    on a.finding_id = f.finding_id and a.respondent = f.respondent and f.status = 'open' and a.spent_at is null
    and a.at >= f.opened_at and a.about = discrepancy.about(f.provider_value, f.golden_value);

create table discrepancy.transfer ( -- what the bureau gave to another respondent
    provider     text not null,
    feed         text not null,
    kind         text not null,
    element      text not null,     -- '-' for none
    was          text not null,     -- who would be asked
    respondent   text not null,     -- who is asked
    at           timestamptz not null,
    primary key (provider, feed, kind, element, was)
);

alter table notice.delivery add column last_entry_id bigint not null default 0;  -- of discrepancy.case_entry
alter table notice.delivery alter column last_entry_id drop default;
