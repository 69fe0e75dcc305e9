-- division_key_fault(code, level): division_key where a code is given that is no code of its level; null otherwise.
create or replace macro division_key_fault(code, level) as
    case when code is not null and division_key(code, level) is null then 'division_key' end
