-- citizen_form(value): the 18 characters of a citizen number from any spelling, 15 digits made whole; null where it has not their shape.
create function citizen_form(value text) returns text language plpgsql stable strict as $$
declare
    written text := case when is_citizen_form(value) then value else code_text(value) end;
begin
    if written ~ '^[0-9]{15}$' then
        written := left(written, 6) || '19' || substr(written, 7);
        return written || citizen_check(written::bigint);
    end if;
    return case when is_citizen_form(written) then written end;
end
$$
