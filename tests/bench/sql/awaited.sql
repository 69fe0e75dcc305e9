-- Lets wait who may stand in a record that the deciding provider had kept back.
update told set waiting = true
from (
    select t.entity_key, t.feed
    from told t
    {% for feed in others %}
    left join typed_{{ feed }} on t.feed = {{ feed | literal }} and typed_{{ feed }}.row_number = t.row_number
    left join raw_{{ feed }} on t.feed = {{ feed | literal }} and raw_{{ feed }}.row_number = t.row_number
    {% endfor %}
    join (select entity_key, {{ key_delivered | name }} as key_delivered, normal_text({{ label_delivered | name }}) as label from quarantine_{{ decider }}) k
        on k.entity_key = t.entity_key
        or (k.entity_key is null and k.label = normal_text(coalesce({% for feed in others %}typed_{{ feed }}.{{ label }}{{ ', ' if not loop.last }}{% endfor %}))
            and least({% for column in keys_delivered %}damerau_levenshtein(k.key_delivered, {{ column }}), {% endfor %}damerau_levenshtein(k.key_delivered, t.entity_key)) <= {{ mistyped }})
    where t.kind = 'unregistered'
) kept
where told.kind = 'unregistered' and (told.entity_key, told.feed) = (kept.entity_key, kept.feed)
