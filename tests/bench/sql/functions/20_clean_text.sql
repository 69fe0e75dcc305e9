-- clean_text(value): without outer blanks; null where nothing is left. Only what begins or ends with a blank is trimmed.
create function clean_text(value text) returns text language sql immutable
return case when ascii(value) = any('{0,9,10,11,12,13,28,29,30,31,32,133,160,5760,8192,8193,8194,8195,8196,8197,8198,8199,8200,8201,8202,8203,8204,8205,8232,8233,8239,8287,8288,12288,65279}'::integer[])
              or ascii(right(value, 1)) = any('{9,10,11,12,13,28,29,30,31,32,133,160,5760,8192,8193,8194,8195,8196,8197,8198,8199,8200,8201,8202,8203,8204,8205,8232,8233,8239,8287,8288,12288,65279}'::integer[])
            then nullif(btrim(value, blanks()), '') else value end
