-- The columns of one table, with their types as PostgreSQL spells them.
select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
from pg_attribute a
where a.attrelid = cast(quote_ident(:schema) || '.' || quote_ident(:table) as regclass)
  and a.attnum > 0 and not a.attisdropped
order by a.attnum
