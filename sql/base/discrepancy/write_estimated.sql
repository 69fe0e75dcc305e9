-- Notes what a library's estimate was made of.
insert into discrepancy.estimated (library, made_of, estimated_at)
values (:library, :made_of, :at)
on conflict (library) do update set made_of = excluded.made_of, estimated_at = excluded.estimated_at
