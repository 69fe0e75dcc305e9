-- When versions of the entities :keys ended, by the bureau's calendar, and whether they could be referred to.
select entity_key, cast(valid_to at time zone 'Asia/Shanghai' as date) as ended_on, {{ living }} as living
from {{ schema }}.{{ table }}_past
where entity_key = any(:keys)
