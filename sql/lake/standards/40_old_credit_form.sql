-- old_credit_form(code): what an organisation was known by before it had a credit code: a 15-digit registration number as it is, an organisation code bare, also out of 12345678-9 or a 15-character taxpayer number; null otherwise.
create or replace macro old_credit_form(code) as
    case when regexp_full_match(code, '\d{15}') and registration_number_holds(code) then code
         when regexp_full_match(code, '(\d{6})?[0-9A-Z]{8}-?[\dX]') and organization_code_holds(right(replace(code, '-', ''), 9), 1)
         then right(replace(code, '-', ''), 9)
    end
