-- citizen_number(value): a citizen number in its 18 characters (GB 11643-1999), from any spelling that can be read; null where it is none.
create or replace macro citizen_number(value) as
    case when is_citizen_form(value)
         then list_transform([citizen_digits(value)], lambda digits: citizen_number_of(value, digits))[1]
         else list_transform([citizen_form(value)], lambda written:
            case when citizen_form_fault(written) is null then written end)[1]
    end
