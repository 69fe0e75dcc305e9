-- clean_text(value): without outer blanks (the ideographic one and the byte-order mark too); null where nothing is left.
create or replace macro clean_text(value) as
    nullif(trim(value, ' 　' || chr(9) || chr(10) || chr(13) || chr(160) || chr(65279)), '')
