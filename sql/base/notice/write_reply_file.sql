-- A file of a provider's folder of answers, as it is now.
insert into notice.reply_file (provider, name, size, written, reply_id)
values (:provider, :name, :size, :written, :reply_id)
on conflict (provider, name) do update set
    size = excluded.size, written = excluded.written, reply_id = excluded.reply_id
