-- Carries what is said of an older number to its entity's number of today; few rows, so that all are joined by a plain column.
update typed_{{ feed }} t set entity_key = c.new_key, carried_by = c.provider
from carried c
where t.entity_key = c.old_key and not exists (select from left_out_{{ feed }} o where o.row_number = t.row_number)
