-- A batch says how it was read, how far, and onto which batch it was merged; a feed, when it was last read whole.
alter table registry.batch
    add column mode text not null default 'snapshot'
        check (mode in ('snapshot', 'changes')),           -- the whole, or what changed since a watermark
    add column watermark text,                             -- how far changes were seen, in the provider's own form
    add column previous text references registry.batch,    -- the batch in force that it was merged onto
    add column records bigint,                             -- records of the feed that are known after it
    add constraint a_whole_has_rows check (mode = 'changes' or status <> 'accepted' or received > 0);

alter table registry.feed
    add column whole_at timestamptz;                       -- the interval of the last batch that was the whole
update registry.feed f
set whole_at = (select b.interval_at from registry.batch b where b.batch_id = f.in_force);
