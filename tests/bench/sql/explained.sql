-- Gives every failure that has no words yet those of its rule: what is wrong, what to do.
update failure_{{ feed }} f set message = told.message, remedy = told.remedy
from (values {% for rule, (message, remedy) in words.items() %}({{ rule | literal }}, {{ message | literal }}, {{ remedy | literal }}){{ ', ' if not loop.last }}{% endfor %}) told (rule, message, remedy)
where f.rule = told.rule and f.message is null
