-- Builds are made of what changed: what each was made from, how much it touched, and when time alone makes it due again.
alter table registry.build
    add column decisions text,                         -- digest of the declarations, terms and SQL: all is made anew where it differs
    add column changed  bigint,                        -- keys about which a feed says something else than for the parent
    add column mastered bigint,                        -- keys whose golden row was made anew
    add column judged   bigint,                        -- keys whose claims were compared
    add column written  bigint,                        -- golden rows new, different or gone
    add column due      jsonb not null default '{}';   -- feed → the date from which its claims must be compared again

alter table registry.build_input
    add column state text,                             -- the lake's names of the files it was read from
    add column kept  text;
