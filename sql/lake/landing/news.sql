-- Makes `news`: the numbers of the delivered rows that are like none of the delivery before.
create or replace table news as
select row_number, __content
from content
anti join before using (__content)
