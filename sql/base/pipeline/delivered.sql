-- The last report delivered to each provider.
select distinct on (provider) provider, to_char(delivered_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at,
       findings, connection || ':' || files[1] as file
from notice.delivery
order by provider, delivered_at desc
