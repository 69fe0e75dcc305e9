-- Sets the variable `divisions_ever` as Spark can ask it: the same bits, 64 to a number, in their order.
set variable divisions_ever = (
    select transform(array_sort(collect_list(struct(word, bits))), one -> one.bits)
    from (
        select word, coalesce(bit_or(shiftleft(1L, cast(code as int) % 64)), 0L) as bits
        from (select id as word from range(15625))
        left join division_code_years on cast(code as int) div 64 = word
        group by word))
