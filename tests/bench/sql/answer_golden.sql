-- Shows the golden rows in the form in which answers are compared.
create or replace view public.postgres_golden as
select entity_key
    {%- for element in elements %}, {{ element.name }}, case {{ element.name }}_source {% for number, feed in sources %}when {{ number }} then {{ feed | literal }} {% endfor %}end as {{ element.name }}_source{% endfor %}

from peer.person
