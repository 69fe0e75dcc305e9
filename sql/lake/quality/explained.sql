-- Gives everything in `{{ table }}` that has no words yet those of its rule: what is wrong, what to do.
update {{ table }} set message = told.message, remedy = told.remedy
from (values
    {%- for rule, (message, remedy) in words.items() %}

    ({{ rule | literal }}, {{ message | literal }}, {{ remedy | literal }}){{ ',' if not loop.last }}
    {%- endfor %}

) told (rule, message, remedy)
where {{ table }}.rule = told.rule and {{ table }}.message is null
