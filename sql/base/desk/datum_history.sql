-- Every version an entity ever had, the first one first.
select * from {{ schema }}.{{ table }}_history where entity_key = :key order by valid_from, valid_to nulls last
