-- is_division_ever(code), as Spark can ask it: its bits stand 64 to a number; what is no number of six digits is none.
create or replace temporary function is_division_ever(code string) return
    getbit(get(divisions_ever, try_cast(code as int) div 64), try_cast(code as int) % 64) = 1 or left(code, 2) = '98'
