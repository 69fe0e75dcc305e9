-- citizen_form(value): the 18 characters of a citizen number from any spelling, 15 digits made whole (GB 11643-1999); null where it has not their shape. Whether the number holds is not asked.
create or replace macro citizen_form(value) as
    case when is_citizen_form(value) then value
         else list_transform([code_text(value)], lambda written:
            case when is_citizen_form(written) then written
                 when regexp_full_match(written, '\d{15}')
                 then left(written, 6) || '19' || substr(written, 7)
                      || citizen_check(left(written, 6) || '19' || substr(written, 7))
            end)[1]
    end
