-- credit_code_fault(value): the rule that a credit code breaks; null where it breaks none, is an old number that holds, or nothing was given.
create or replace macro credit_code_fault(value) as
    case when is_credit_form(value) then credit_form_fault(value)
         else list_transform([code_text(value)], lambda written:
            case when is_credit_form(written) then credit_form_fault(written)
                 when is_scientific(written) then 'code_scientific'
                 when length(written) = 18 then 'code_characters'
                 when old_credit_form(written) is null and written is not null then 'code_length'
            end)[1]
    end
