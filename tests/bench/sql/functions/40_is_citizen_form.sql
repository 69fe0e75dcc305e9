-- is_citizen_form(code): whether a code has the shape of a citizen number: 17 digits and a digit or X.
create function is_citizen_form(code text) returns boolean language sql immutable
return octet_length(code) = 18 and ltrim(left(code, 17), '0123456789') = '' and ltrim(right(code, 1), '0123456789X') = ''
