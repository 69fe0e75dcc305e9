-- is_credit_form(code): whether a code has the shape of a credit code: 18 of its 31 characters, 3 to 8 digits, 17 a digit or X (GB 32100-2015, GB 11714).
create or replace macro is_credit_form(code) as
    regexp_full_match(code, '[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{8}[\dX][0-9A-HJ-NPQRTUWXY]')
