-- citizen_birth_date(number): the birth date in the 18 characters of a citizen number; null where it is no date.
create function citizen_birth_date(number text) returns date language sql stable
return case when pg_input_is_valid(substr(number, 7, 8), 'date') then substr(number, 7, 8)::date end
