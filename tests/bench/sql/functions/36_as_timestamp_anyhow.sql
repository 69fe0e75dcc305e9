-- as_timestamp_anyhow(value): a moment in China's time from any spelling that is taken for one, slowly; null where it is none.
create function as_timestamp_anyhow(value text) returns timestamp language plpgsql stable strict as $$
declare
    written text := replace(narrow_text(clean_text(value)), '/', '-');
    moment constant text := '^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[T ]([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?';
begin
    if left(written, 4) = '0000' then
        return null;
    elsif written ~ (moment || '$') then
        return case when pg_input_is_valid(written, 'timestamp') then cast(written as timestamp) end;
    elsif written ~ (moment || '(Z|[+-][0-9][0-9](:?[0-9][0-9])?)$') then
        return case when pg_input_is_valid(written, 'timestamptz')
                    then cast(written as timestamptz) at time zone 'Asia/Shanghai' end;
    end if;
    return as_date_anyhow(value);
end
$$
