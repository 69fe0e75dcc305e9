-- Makes `former_<entity>`: the parent build's golden rows of the keys that are judged.
create or replace {{ 'view' if whole else 'table' }} former_{{ entity }} as
select p.* from parent_{{ entity }} p
{% if not whole %}
semi join judged_{{ entity }} using (entity_key)
{% endif %}
