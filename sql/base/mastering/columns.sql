-- The columns of one table or view, in their order, with their types as PostgreSQL spells them; none where there is none.
select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
from pg_attribute a
where a.attrelid = to_regclass(quote_ident(:schema) || '.' || quote_ident(:table))
  and a.attnum > 0 and not a.attisdropped
order by a.attnum
