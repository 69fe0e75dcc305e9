-- The keys that are no longer in the files of earlier builds: up to which one.
{% if layers > 1 %}
select entity_key, layer from before_{{ entity }}_left
union all
{% endif %}
select entity_key, {{ layers }} as layer from left_{{ entity }}
order by entity_key, layer
