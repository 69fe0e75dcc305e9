-- About which share of the rows of each column of some schemas' tables holds a value, as the database last estimated it.
select schemaname || '.' || tablename as entity, attname as element, 1 - null_frac as filled
from pg_stats
where schemaname = any(:schemas) and not inherited
