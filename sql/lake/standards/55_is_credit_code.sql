-- is_credit_code(value): whether a text is a credit code of 18 characters, both checks right, in any spelling that can be read; null for null.
create or replace macro is_credit_code(value) as
    case when value is not null then coalesce(length(credit_code(value)) = 18, false) end
