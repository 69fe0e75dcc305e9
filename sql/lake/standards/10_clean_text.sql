-- clean_text(value): without outer blanks; null where nothing is left.
create or replace macro clean_text(value) as
    case when shows(value) and shows(substr(value, -1)) then value else nullif(trim(value, blanks()), '') end
