-- Makes `held`: one row per true value of `file`, with the value in the table and whether it is the same.
create or replace temp table held as
with there_values as (
    unpivot there on {{ elements | map('name') | join(', ') }} into name element value value
)
select t.entity_key, t.element, t.value as true_value, v.value as golden_value,
    t.value is not distinct from v.value as same
from read_parquet({{ file | literal }}) t
left join there_values v on v.entity_key = t.entity_key and v.element = t.element
