-- shows(value): whether a text surely begins with a character that shows: one of the ASCII ones, or one after the ideographic blank but the byte-order mark. Others may show as well; this is asked at a tenth of the cost of blanks().
create or replace macro shows(value) as
    value between '!' and '~~' or value >= {{ "\u3001" | literal }} and value < {{ "\ufeff" | literal }} or value >= {{ "\uff00" | literal }}
