-- The row of a batch that speaks of one entity: its number and one column as delivered.
select a.row_number, r.{{ delivered | name }}
from accepted a
join records r using (row_number)
where a.entity_key = ?
order by a.row_number desc
limit 1
