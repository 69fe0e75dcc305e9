-- citizen_check(digits): the check character to the first 17 digits of a citizen number (GB 11643-1999).
{% set weights = [2, 4, 8, 5, 10, 9, 7, 3, 6, 1, 2, 4, 8, 5, 10, 9, 7] %}
create function citizen_check(digits bigint) returns text language sql immutable
return substr('10X98765432', ((
    {%- for weight in weights %}digits / {{ 10 ** loop.index0 }}::bigint * {{ (weight + (0 if loop.first else loop.previtem)) % 11 }}{{ ' + ' if not loop.last }}{% endfor %}) % 11)::integer + 1, 1)
