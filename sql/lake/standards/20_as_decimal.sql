-- as_decimal(value): a number from 1234.5, 1,234.50, full-width digits or 1.5E3; null where it is none or has more than 32 digits before the point.
create or replace macro as_decimal(value) as
    list_transform([narrow_text(clean_text(value))], lambda written:
        case when regexp_full_match(written, '[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?([eE][+-]?\d+)?')
             then try_cast(replace(written, ',', '') as decimal(38, 6)) end)[1]
