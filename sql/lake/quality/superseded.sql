-- Adds to `copy` the rows of which the same delivery holds a later version, by the provider's own date.
insert into copy
select row_number
from again
qualify bool_and(__changed is not null) over (partition by record)
    and __changed < max(__changed) over (partition by record)
