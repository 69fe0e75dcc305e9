-- The numbers of the delivered rows that are not in force.
select row_number from excepted
union
select row_number from contested where own and severity = 'critical'
order by row_number
