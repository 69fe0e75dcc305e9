-- as_date(value): a date of the years 1 to 9999 from 20260131, 2026-1-31, 2026/1/31 or 2026年1月31日; null where it is none of these.
create or replace macro as_date(value) as
    case when regexp_full_match(trim(value), '\d{8}|\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日')
              and left(trim(value), 4) <> '0000'
         then try_cast(coalesce(
            try_strptime(trim(value), '%Y%m%d'), try_strptime(trim(value), '%Y-%m-%d'),
            try_strptime(trim(value), '%Y/%m/%d'), try_strptime(trim(value), '%Y年%m月%d日')) as date)
    end
