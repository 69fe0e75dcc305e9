-- division_key(code, level): a division's key, its code cut to its level's length (GB/T 2260, GB/T 10114); null where the code is no code of that level.
create or replace macro division_key(code, level) as
    case when regexp_full_match(code, '\d{12}')
              and substr(code, division_length(level) + 1) = repeat('0', 12 - division_length(level))
              and is_division_key(left(code, division_length(level)))
         then left(code, division_length(level))
         when length(code) = division_length(level) and is_division_key(code) then code
    end
