-- Makes an empty staging table of a golden table's form; with room in each page, so that a changed row needs no new index entries.
create table staging.{{ staged }} (like {{ schema }}.{{ table }}) with (fillfactor = 90)
