"""Small claims, written as one line a claim."""

from __future__ import annotations

import pyarrow as pa

NAMES = ("item", "element", "provider", "value")


def table(*rows: str, names: tuple[str, ...] = NAMES) -> pa.Table:
    """Rows such as "i1 name police 张三" as a table of texts; `_` stands for a blank in a value."""
    cells = [[cell.replace("_", " ") for cell in row.split(" ")] for row in rows]
    return pa.table({name: [row[n] for row in cells] for n, name in enumerate(names)})


def settled(*rows: str) -> pa.Table:
    return table(*rows, names=("item", "element", "value"))
