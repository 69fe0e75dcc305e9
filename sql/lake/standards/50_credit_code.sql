-- credit_code(value): a credit code in its 18 characters (GB 32100-2015), from any spelling that can be read, or an old number that holds, see old_credit_form; null where it is neither.
create or replace macro credit_code(value) as
    case when is_credit_form(value) then case when credit_form_fault(value) is null then value end
         else list_transform([code_text(value)], lambda written:
            case when not is_credit_form(written) then old_credit_form(written)
                 when credit_form_fault(written) is null then written end)[1]
    end
