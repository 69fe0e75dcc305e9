-- Makes an empty staging table of a golden table's form.
create table staging.{{ staged }} (like {{ schema }}.{{ table }})
