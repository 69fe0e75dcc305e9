-- credit_check(code): the check character to the first 17 of a credit code (GB 32100-2015; 31 characters, no I, O, S, V, Z; 3 to 8 are digits).
{% set weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] %}
{# With q(i) the six digits without their last i, a digit is q(i) - 10 q(i + 1): one division a digit. #}
create or replace macro credit_check(code) as
    substr('0YXWUTRQPNMLKJHGFEDCBA987654321', (
    {%- for place in [1, 2, 9, 10, 11, 12, 13, 14, 15, 16, 17] %}

        (instr('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(code, {{ place }}, 1)) - 1) * {{ weights[place - 1] }} +
    {%- endfor %}

        list_transform([try_cast(substr(code, 3, 6) as integer)], lambda digits:
    {%- for weight in weights[2:8] | reverse %}

            digits // {{ 10 ** loop.index0 }} * {{ (weight - 10 * (0 if loop.first else loop.previtem)) % 31 }}
            {{- ' +' if not loop.last }}
    {%- endfor %})[1]
    ) % 31 + 1, 1)
