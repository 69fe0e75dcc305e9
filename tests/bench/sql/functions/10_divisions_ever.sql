-- divisions_ever(): one bit for each number of six digits, whether it was ever a division's code.
create function divisions_ever() returns bytea language sql immutable
return {{ divisions_ever | literal }}::bytea
