-- A file of a provider's folder of answers, or of the mail drop, as it is now.
insert into notice.reply_file (provider, place, name, size, written, reply_id)
values (:provider, :place, :name, :size, :written, :reply_id)
on conflict (provider, place, name) do update set
    size = excluded.size, written = excluded.written, reply_id = excluded.reply_id
