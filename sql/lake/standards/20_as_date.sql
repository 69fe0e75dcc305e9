-- as_date(value): a date of the years 1 to 9999 from 20260131, 2026-1-31, 2026/1/31 (also at midnight), 2026年1月31日 or a spreadsheet's day number 20000 to 60000; null where it is none of these.
create or replace macro as_date(value) as
    case when regexp_full_match(value, '[12]\d{3}-\d\d-\d\d') then try_cast(value as date)
         when regexp_full_match(value, '[12]\d{7}')
         then try_cast(left(value, 4) || '-' || substr(value, 5, 2) || '-' || substr(value, 7) as date)
         else list_transform([narrow_text(clean_text(value))], lambda written:
            case when left(written, 4) = '0000' then null
                 when regexp_full_match(written, '\d{4}-\d{1,2}-\d{1,2}|\d{8}|\d{4}/\d{1,2}/\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日'
                      || '|\d{4}[-/]\d{1,2}[-/]\d{1,2}[T ]00?:00(:00(\.0+)?)?')
                 then try_cast(regexp_replace(written, '(\d{4})[-/年]?(\d\d?)[-/月]?(\d\d?)([日T ].*)?', '\1-\2-\3', 'g') as date)
                 when regexp_full_match(written, '[2-5]\d{4}(\.0+)?|60000(\.0+)?')
                 then date '1899-12-30' + cast(left(written, 5) as integer)
            end)[1]
    end
