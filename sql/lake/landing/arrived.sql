-- Makes `arrived`: every row of a delivery as it was delivered, and what it is like to the letter (__content).
create or replace view arrived as
select *, hash({% for column in agreed %}{{ column | name }}{{ ', ' if not loop.last }}{% endfor %}) as __content
from ({{ query }})
