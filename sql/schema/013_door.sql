-- The door: providers' tokens, what was posted with them, and answers that came by other ways than the front-end machine.
create schema door;

create table door.token (       -- who holds one speaks for its provider; the token itself is kept nowhere
    token_id   text primary key,        -- by which people speak of it
    provider   text not null,
    sha256     text not null unique,    -- of the token
    made_at    timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    used_on    date                     -- the last day it was used
);

create table door.posted (      -- which answers a provider's key stands for: posted again, they are not taken again
    provider text not null,
    key      text not null,
    sha256   text not null,             -- of the body
    reply_id text not null references notice.reply,
    token_id text not null references door.token,
    at       timestamptz not null,
    primary key (provider, key)
);

alter table notice.reply_file       -- where it lies: in the provider's folder of answers, or in the mail drop
    add column place text not null default 'answers' check (place in ('answers', 'mail')),
    drop constraint reply_file_pkey,
    add primary key (provider, place, name);
alter table notice.reply_file alter column place drop default;

drop index discrepancy.finding_of_case;
create index finding_of_case on discrepancy.finding (case_id, status, finding_id);
