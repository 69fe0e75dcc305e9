-- code_text(value): the spelling of a code: full-width forms made narrow, blanks dropped, capitals; null where nothing is left.
create or replace macro code_text(value) as
    case when regexp_full_match(value, '[0-9A-Z]+') then value else upper(normal_text(value)) end
