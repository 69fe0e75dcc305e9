-- as_date(value): a date from 20260131, 2026-1-31, 2026/1/31 or 2026年1月31日; null where it is none of these.
create or replace macro as_date(value) as
    try_cast(coalesce(
        try_strptime(value, '%Y%m%d'), try_strptime(value, '%Y-%m-%d'),
        try_strptime(value, '%Y/%m/%d'), try_strptime(value, '%Y年%m月%d日')) as date)
