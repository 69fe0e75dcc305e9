-- What each accepted batch failed: for every rule and element, of how many findings its feed then stood.
create table registry.result (
    batch_id text not null references registry.batch on delete cascade,
    kind     text not null,
    rule     text not null,
    element  text not null,      -- '-' for none
    severity text not null,      -- the gravest
    findings bigint not null check (findings > 0),
    primary key (batch_id, kind, rule, element)
);
