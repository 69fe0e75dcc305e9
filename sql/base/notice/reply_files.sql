-- The files of a provider's folder of answers that were looked at, as they were then.
select name, size, written from notice.reply_file where provider = :provider
