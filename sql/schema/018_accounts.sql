-- The door's own accounts: who of a department may log in, the sessions they have, and what they post and upload.
create table door.account (
    account     text primary key,       -- as it is typed
    provider    text not null,
    password    text not null,          -- by scrypt: its parameters, salt and hash
    made_at     timestamptz not null,
    changed_at  timestamptz not null,   -- the password
    disabled_at timestamptz
);

create table door.session (     -- who is logged in; what shows it is kept nowhere
    sha256    text primary key,         -- of what the browser shows
    account   text not null references door.account,
    opened_at timestamptz not null,
    seen_at   timestamptz not null      -- by the minute
);
create index session_of_account on door.session (account);

alter table door.posted         -- with a token, or by who is logged in
    alter column token_id drop not null,
    add column account text references door.account,
    add constraint posted_by_one check (num_nonnulls(token_id, account) = 1);

alter table notice.reply_file
    drop constraint reply_file_place_check,
    add constraint reply_file_place_check check (place in ('answers', 'mail', 'door'));

alter table audit.entry
    drop constraint entry_act_check,
    add constraint entry_act_check check (act in ('look_up', 'refused', 'log_in'));
