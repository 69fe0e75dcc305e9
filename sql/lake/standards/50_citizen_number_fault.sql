-- citizen_number_fault(value): the rule that a citizen number breaks; null where it breaks none or nothing was given.
create or replace macro citizen_number_fault(value) as
    case when is_citizen_form(value) then citizen_form_fault(value)
         when citizen_form(value) is not null
         then list_transform([citizen_form(value)], lambda written: citizen_form_fault(written))[1]
         else list_transform([code_text(value)], lambda written:
            case when is_scientific(written) then 'id_scientific'
                 when length(written) not in (15, 18) then 'id_length'
                 when written is not null then 'id_characters'
            end)[1]
    end
