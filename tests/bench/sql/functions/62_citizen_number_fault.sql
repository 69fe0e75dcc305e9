-- citizen_number_fault(value): the rule that a citizen number breaks; null where it breaks none or nothing was given.
create function citizen_number_fault(value text) returns text language plpgsql stable strict as $$
declare
    formed text := citizen_form(value);
    written text := code_text(value);
begin
    return case
        when formed is not null then citizen_fault(formed, left(formed, 17)::bigint)
        when written ~ '^([0-9]+(\.[0-9]+)?E\+[0-9]{1,3}|[0-9]+\.[0-9]+E[0-9]{1,3})$' then 'id_scientific'
        when length(written) not in (15, 18) then 'id_length'
        when written is not null then 'id_characters' end;
end
$$
