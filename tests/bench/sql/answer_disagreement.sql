-- Shows the conflicts in the form in which answers are compared.
create or replace view public.postgres_disagreement as
select entity_key, element, case provider || '/' || feed {% for feed in feeds %}when {{ feed.path | literal }} then {{ feed.name | literal }} {% endfor %}end as feed,
    provider_value, golden_value
from peer.finding where kind = 'conflict' and status = 'open'
