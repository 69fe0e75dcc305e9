-- Makes `to_judge`: the delivered rows that are new, and those that stand beside them.
create or replace table to_judge as
from delivered
where row_number in (
    select row_number from content
    where __content in (select __content from differs union all select __content from touched))
