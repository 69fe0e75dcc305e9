-- About how many rows each golden table has by the database's own statistics; null before it has any.
select n.nspname || '.' || c.relname as entity, cast(nullif(c.reltuples, -1) as bigint) as about
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any(:schemas) and c.relkind = 'r'
