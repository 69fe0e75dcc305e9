-- The files of a provider's in a place that were looked at, as they were then.
select name, size, written, place from notice.reply_file where provider = :provider and place = :place
