-- Makes `left_out_<feed>`: the rows that are no claim about an entity: folded, or kept back.
create unlogged table left_out_{{ feed }} as
select row_number from again_{{ feed }} where folded
union
select row_number from failure_{{ feed }} where severity = 'critical'
