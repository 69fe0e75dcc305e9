-- as_date(value): a date of the years 1 to 9999; what is spelt as usual is read at once.
create function as_date(value text) returns date language sql stable
return case when value like '____-__-__' and left(value, 4) <> '0000' and pg_input_is_valid(value, 'date') then value::date
            else as_date_anyhow(value) end
