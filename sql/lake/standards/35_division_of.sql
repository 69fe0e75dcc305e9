-- division_of(code): a division's key from its code alone, padded to any level's length: what its trailing zeros leave of it; null where it is none.
create or replace macro division_of(code) as
    case when not regexp_full_match(code, '\d{2}|\d{4}|\d{6}|\d{9}|\d{12}') then null
         when regexp_full_match(rpad(code, 12, '0'), '\d{2}0{10}') then left(code, 2)
         when regexp_full_match(rpad(code, 12, '0'), '\d{4}0{8}') then left(code, 4)
         when regexp_full_match(rpad(code, 12, '0'), '\d{6}0{6}') then left(code, 6)
         when regexp_full_match(rpad(code, 12, '0'), '\d{9}0{3}') then left(code, 9)
         else code
    end
