-- One message as it stands.
select * from notice.message where message_id = :message_id
