-- organization_code_holds(code, first): whether the organisation code that begins at character `first` holds: its ninth character checks the eight before it (GB 11714; letters count from A = 10).
create or replace macro organization_code_holds(code, first) as
    substr('0X987654321', (
    {%- for weight in [3, 7, 9, 10, 5, 8, 4, 2] %}

        (instr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(code, first + {{ loop.index0 }}, 1)) - 1) * {{ weight }}
        {{- ' +' if not loop.last }}
    {%- endfor %}

    ) % 11 + 1, 1) = substr(code, first + 8, 1)
