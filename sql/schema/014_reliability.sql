-- Who is probably right: how reliable each provider is, and of each open conflict how probably its authority is wrong.
create table discrepancy.estimated (   -- what each library's estimate was made of; made again where that differs
    library      text primary key,
    made_of      text not null,        -- the build in force, and a digest of what was settled
    estimated_at timestamptz not null
);

create table discrepancy.reliability (
    library     text not null,
    entity      text not null,
    element     text not null,
    authority   text not null,         -- who decides the element for the keys it is about
    provider    text not null,
    reliability double precision not null,
    low         double precision not null,  -- bounds of 95 in a hundred
    high        double precision not null,
    claims      bigint not null,
    copies_from text,                  -- a provider that it is no independent witness beside
    primary key (library, entity, element, authority, provider)
);

create table discrepancy.estimate (
    finding_id           uuid primary key references discrepancy.finding,
    library              text not null,
    authority_wrong      double precision not null,  -- the probability that the value in force is not the true one
    provider_right       double precision not null,  -- that the finding's own value is
    proposed             text not null,              -- the most probable value
    proposed_probability double precision not null,
    backer               text,                       -- the most reliable provider that says so
    backers              integer not null,           -- how many do
    says_so              boolean not null            -- whether the finding's own provider does
);
create index estimate_of_library on discrepancy.estimate (library);

alter table discrepancy.finding add column asked_for text  -- why its respondent is not its provider
    check (asked_for in ('others', 'estimate', 'transfer'));
