-- Makes `covered`: the entities a feed claims to hold.
create or replace view covered as
select * from active_{{ entity }}
{% if prefixes %}
where not ({% for prefix in prefixes %}starts_with(entity_key, {{ prefix | literal }}){{ ' or ' if not loop.last }}{% endfor %})
{% endif %}
