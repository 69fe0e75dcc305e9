-- One row where an entity's golden table stands, none before its library's first build.
select table_name
from information_schema.tables
where table_schema = {{ schema | literal }} and table_name = {{ table | literal }}
