-- The files that go along with a message by mail: those of the delivery it shows, by name.
select e.name, e.content
from notice.enclosed e
join notice.digest d using (delivery_id)
where d.message_id = :message_id and d.channel = 'mail' and e.delivery_id = :delivery_id
order by e.name
