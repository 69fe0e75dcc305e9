-- clean_text(value): without outer blanks; null where nothing is left.
create or replace macro clean_text(value) as nullif(trim(value, blanks()), '')
