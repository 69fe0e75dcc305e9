-- One row: whether a golden table holds nothing.
select not exists (select from {{ schema }}.{{ table }}) as empty
