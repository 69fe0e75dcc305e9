-- is_citizen_day(digits): whether the 7th to 14th of a citizen number's first 17 digits are a day from 1850 to today. Months of 31 days are odd up to July, even from August on.
{% set year, month, day = 'digits // 10000000 % 10000', '(digits // 100000 % 100)', 'digits // 1000 % 100' %}
create or replace macro is_citizen_day(digits) as
    digits // 1000 % 100000000
        between 18500101 and year(bureau_day()) * 10000 + month(bureau_day()) * 100 + day(bureau_day())
    and {{ month }} between 1 and 12
    and {{ day }} between 1 and case
        when {{ day }} <= 28 then 28
        when {{ month }} <> 2 then 30 + ({{ month }} + {{ month }} // 8) % 2
        when {{ year }} % 4 = 0 and ({{ year }} % 100 <> 0 or {{ year }} % 400 = 0) then 29
        else 28 end
