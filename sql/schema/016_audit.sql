-- The audit log: who looked what up and why, and who was refused; only ever added to.
create schema audit;

create table audit.entry (
    entry_id bigint generated always as identity primary key,
    at       timestamptz not null,
    who      text not null,         -- as whoever logs people in knows them
    roles    text[] not null,
    act      text not null check (act in ('look_up', 'refused')),
    about    text not null,         -- ids alone: an entity's, or the address that was refused
    purpose  text,                  -- as stated by who looked
    constraint a_look_up_states_its_purpose check (act <> 'look_up' or purpose is not null)
);
create index entry_of_who on audit.entry (who, entry_id);

create function audit.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is only ever added to';
end
$$;
create trigger entry_is_only_added_to before update or delete or truncate on audit.entry
    for each statement execute function audit.refuse_change();
