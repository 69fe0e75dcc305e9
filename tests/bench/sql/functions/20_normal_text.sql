-- normal_text(value): the spelling in which two texts are compared: full-width forms made narrow, all blanks dropped.
create function normal_text(value text) returns text language sql immutable
return nullif(translate(narrow_text(normalize(value)), blanks(), ''), '')
