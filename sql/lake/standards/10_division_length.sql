-- division_length(level): how many digits a division's key has at that level; null for an unknown level.
create or replace macro division_length(level) as
    case level when 'province' then 2 when 'city' then 4 when 'county' then 6
               when 'township' then 9 when 'village' then 12 end
