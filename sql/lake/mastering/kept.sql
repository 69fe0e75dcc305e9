-- Makes a view of what a feed's records that were kept back may be about: the key where it can be told, the label as it is compared.
create or replace view {{ view }} as
select entity_key, key_delivered, normal_text(label) as label
from {{ file }}
where entity_key is null or ({{ scope }})
