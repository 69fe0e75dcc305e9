-- The golden row of one key.
select * from {{ schema }}.{{ table }} where entity_key = :key
