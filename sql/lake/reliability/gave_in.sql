-- Makes `gave_in`: how often who gave in, of what was disputed and is no more: its provider, where it still speaks of it and the value in force stayed; the authority, where that became the provider's.
create or replace table gave_in as
with now as (
    {% for one in told %}
    select x.element, x.authority, x.provider, cast(g.{{ one.element }} as varchar) = x.golden_value as stayed,
        {{ one.compare }}(cast(g.{{ one.element }} as varchar)) = {{ one.compare }}(x.provider_value) as became
    from ended x
    join {{ one.view }} c on c.entity_key = x.entity_key
    join golden g on g.entity_key = x.entity_key
    where x.entity = {{ entity | literal }} and x.element = {{ one.element | literal }}
      and x.provider = {{ one.provider | literal }} and x.feed = {{ one.feed | literal }} and c.{{ one.element }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
)
select element, authority, provider, case when stayed then provider else authority end as gave_in, count(*) as times
from now
where stayed or became
group by all
