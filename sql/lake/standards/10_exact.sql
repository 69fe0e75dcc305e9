-- exact(value): the value as it is, for comparisons that allow nothing else.
create or replace macro exact(value) as value
