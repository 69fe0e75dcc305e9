-- One row: whether a golden table is still empty and many rows are to be written into it.
select not exists (select from {{ schema }}.{{ table }})
   and (select count(*) from (select from staging.{{ staged }} limit 10000) many) = 10000 as first
