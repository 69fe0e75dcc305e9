-- as_timestamp(value): a moment in China's time from 2026-01-31T08:05:06.5+08:00, with T or a blank, with or without seconds, fraction and zone, or from a date, then at midnight; null where it is neither.
create or replace macro as_timestamp(value) as
    case when regexp_full_match(value, '[12]\d{3}-\d\d-\d\d[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d') then try_cast(value as timestamp)
         else list_transform([narrow_text(clean_text(value))], lambda written:
            case when left(written, 4) = '0000' then null
                 when regexp_full_match(written, '\d{4}[-/]\d{1,2}[-/]\d{1,2}[T ]([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?')
                 then try_cast(replace(written, '/', '-') as timestamp)
                 when regexp_full_match(written, '\d{4}[-/]\d{1,2}[-/]\d{1,2}[T ]([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)')
                 then timezone('Asia/Shanghai', try_cast(replace(written, '/', '-') as timestamptz))
                 else cast(as_date(written) as timestamp) end)[1]
    end
