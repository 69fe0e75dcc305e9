-- Adds to `copy` the delivered rows that are folded into a later record of the same entity.
insert into copy
select row_number from contested where own and rule = 'folded'
