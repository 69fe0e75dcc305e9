-- Adds a file that was taken in.
insert into notice.reply (reply_id, provider, sha256, file_name, content_hash, fault, taken, refused, receipt_id, at)
values (:reply_id, :provider, :sha256, :file_name, :content_hash, :fault, :taken, :refused, :receipt_id, :at)
