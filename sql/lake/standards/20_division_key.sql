-- division_key(code, level): a division's key, its code cut to its level's length (GB/T 2260, GB/T 10114); null where the code is no code of that level.
create or replace macro division_key(code, level) as
    case when regexp_full_match(code, '\d{12}')
              and substr(code, division_length(level) + 1) = repeat('0', 12 - division_length(level))
              and left(code, division_length(level)) <> repeat('0', division_length(level))
         then left(code, division_length(level))
         when regexp_full_match(code, '\d+') and length(code) = division_length(level) then code
    end
