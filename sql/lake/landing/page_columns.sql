-- The names of all fields that any record of `items` has, in the order in which they first appear.
select field
from (select row_number, unnest(json_keys(item)) as field,
             generate_subscripts(json_keys(item), 1) as position
      from items)
group by field
order by min(row_number), min(position)
