-- The folders of the batches :ids in the lake, what each was judged by and merged onto, and the day it was received, oldest first.
select batch_id, folder, rules, previous, cast(landed_at at time zone 'Asia/Shanghai' as date) as received_on
from registry.batch
where batch_id = any(:ids)
order by landed_at, batch_id
