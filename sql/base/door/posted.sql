-- What a provider's key stands for: one row, or none.
select sha256, reply_id from door.posted where provider = :provider and key = :key
