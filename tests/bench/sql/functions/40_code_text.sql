-- code_text(value): the spelling of a code: full-width forms made narrow, blanks dropped, capitals.
create function code_text(value text) returns text language sql immutable
return upper(normal_text(value))
