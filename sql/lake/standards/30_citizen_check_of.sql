-- citizen_check_of(digits): the check character to the first 17 digits of a citizen number (GB 11643-1999: ISO 7064, MOD 11-2).
{# With q(i) the number without its last i digits, a digit is q(i) - 10 q(i + 1), and -10 = 1 mod 11: one division a digit. #}
{% set weights = [2, 4, 8, 5, 10, 9, 7, 3, 6, 1, 2, 4, 8, 5, 10, 9, 7] %}
create or replace macro citizen_check_of(digits) as
    substr('10X98765432', (
    {%- for weight in weights %}

        digits // {{ 10 ** loop.index0 }} * {{ (weight + (0 if loop.first else loop.previtem)) % 11 }}{{ ' +' if not loop.last }}
    {%- endfor %}

    ) % 11 + 1, 1)
