-- The elements of one entity that are doubted and being rechecked.
select under_recheck from {{ schema }}.{{ table }}_served where entity_key = :key
