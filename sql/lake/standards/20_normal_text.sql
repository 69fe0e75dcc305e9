-- normal_text(value): the spelling in which two texts are compared: full-width forms made narrow, all blanks dropped.
create or replace macro normal_text(value) as
    nullif(case when regexp_matches(value, '[！-～' || blanks() || ']')
                then regexp_replace(narrow_text(nfc_normalize(value)), '[' || blanks() || ']+', '', 'g')
                else nfc_normalize(value) end, '')
