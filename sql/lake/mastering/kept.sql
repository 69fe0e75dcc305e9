-- Makes `<view>_kept`: what a feed said in rows that were kept back: the key where it could be told, and the label.
create or replace view {{ view }}_kept as
select entity_key, {{ 'normal_text(' ~ (label | name) ~ ')' if label else 'cast(null as varchar)' }} as label
from {{ view }}_quarantine
