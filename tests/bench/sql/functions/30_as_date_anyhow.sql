-- as_date_anyhow(value): a date from any spelling that is taken for one, slowly; null where it is none.
create function as_date_anyhow(value text) returns date language plpgsql immutable strict as $$
declare
    written text := narrow_text(clean_text(value));
begin
    if left(written, 4) = '0000' then
        return null;
    elsif written ~ '^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{8}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}[T ]00?:00(:00(\.0+)?)?)$' then
        written := regexp_replace(written, '([0-9]{4})[-/年]?([0-9][0-9]?)[-/月]?([0-9][0-9]?)([日T ].*)?', '\1-\2-\3');
        return case when pg_input_is_valid(written, 'date') then cast(written as date) end;
    elsif written ~ '^([2-5][0-9]{4}|60000)(\.0+)?$' then
        return date '1899-12-30' + cast(left(written, 5) as integer);
    end if;
    return null;
end
$$
