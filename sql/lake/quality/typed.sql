-- Every record of `valued` as it lies in the lake: values and, where they are others, their spellings (__spelt; of what is no text __delivered), what it is refused for (null: nothing), its own key and its entity's (__subject: what stands for that where it cannot be told), its date and since when it says so, when it was changed, whether it is no more.
select r.row_number, r.entity_key, r.record,
    cast({{ 'r.' ~ (dated_by | name) if dated_by else 'null' }} as date) as as_of,
    {% if former %}
    case when {% for column in compared %}{% if recast %}cast(r.{{ column | name }} as varchar) is not distinct from cast(f.{{ column | name }} as varchar)
        {%- else %}r.{{ column | name }} is not distinct from f.{{ column | name }}{% endif %}

        and {% endfor %}f.record is not null then f.since else coalesce(cast(r.__changed as date), {{ fresh }}) end as since,
    {% else %}
    coalesce(cast(r.__changed as date), cast({{ fresh }} as date)) as since,
    {% endif %}
    r.__changed, r.__ended, r.__content, r.__look, r.refused,
    case when r.entity_key is null then coalesce(replace(r.{{ key_delivered | name }}, chr(0), '␀'), md5(concat_ws(chr(31)
        {%- for column in columns %}, r.{{ (column.name ~ '__delivered') | name }}{% endfor %}))) end as __subject
    {%- for column in columns %}, r.{{ column.name | name }}
    {%- set delivered = 'r.' ~ ((column.name ~ '__delivered') | name) %}
    {%- if column.is_text %},
    case when {{ delivered }} is distinct from r.{{ column.name | name }} then {{ delivered }} end as {{ (column.name ~ '__spelt') | name }}
    {%- else %}, {{ delivered }}
    {%- endif %}{% endfor %}

from (
    select *,
        case when {% for column in record_key %}{{ column | name }} is not null{{ ' or ' if not loop.last }}{% endfor %}

            then {% if record_key | length == 1 %}cast({{ record_key[0] | name }} as varchar){% else %}concat_ws(chr(31){% for column in record_key %}, coalesce(cast({{ column | name }} as varchar), ''){% endfor %}){% endif %}

            else '?' || cast(md5_number_lower(concat_ws(chr(31)
                {%- for column in columns %}, coalesce({{ (column.name ~ '__delivered') | name }}, chr(30)){% endfor %})) as varchar) end as record,
        cast({{ changed_by | name if changed_by else 'null' }} as timestamp) as __changed,
        {% if ended_by %}
        coalesce({{ ended_by | name }} in ({% for value in ended_values %}{{ value | literal }}{{ ', ' if not loop.last }}{% endfor %}), false) as __ended,
        {% else %}
        false as __ended,
        {% endif %}
        case when {% for _, _, condition in refusals %}({{ condition }}){{ ' or ' if not loop.last }}{% endfor %}

            then list_filter([
        {%- for column, rule, condition in refusals %}

                case when {{ condition }} then {'element': {{ column | literal }}, 'rule': {{ rule }},
                    'value': {{ (column ~ '__delivered') | name }}} end{{ ',' if not loop.last }}
        {%- endfor %}

            ], lambda refusal: refusal is not null) end as refused
    from {{ keyed }}
) r
{% if former %}
left join former_state f on f.record = r.record
{% endif %}
