-- The folders of the batches :ids in the lake, and the day each was received, oldest first.
select batch_id, folder, cast(landed_at at time zone 'Asia/Shanghai' as date) as received_on
from registry.batch
where batch_id = any(:ids)
order by landed_at, batch_id
