-- normal_text(value): the spelling in which two texts are compared: full-width forms made narrow, all blanks dropped.
create or replace macro normal_text(value) as
    regexp_replace(translate(nfc_normalize(clean_text(value)),
        '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ（）－．，：；／＆',
        '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz()-.,:;/&'), '[\s　]+', '', 'g')
