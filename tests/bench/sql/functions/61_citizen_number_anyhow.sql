-- citizen_number_anyhow(value): a citizen number in its 18 characters from any spelling, slowly; null where it is none.
create function citizen_number_anyhow(value text) returns text language plpgsql stable strict as $$
declare
    written text := citizen_form(value);
begin
    return case when citizen_fault(written, left(written, 17)::bigint) is null then written end;
end
$$
