-- as_timestamp(value): a moment in China's time; what is spelt as usual is read at once.
create function as_timestamp(value text) returns timestamp language sql stable
return case when (value like '____-__-__ __:__:__' or value like '____-__-__T__:__:__') and left(value, 4) <> '0000'
                 and substr(value, 12, 2) < '24' and right(value, 2) < '60' and pg_input_is_valid(value, 'timestamp')
            then value::timestamp else as_timestamp_anyhow(value) end
