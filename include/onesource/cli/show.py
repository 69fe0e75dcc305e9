"""How tables are shown in a terminal, as CSV or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

Format = Literal["table", "csv", "json"]


def rows(columns: Sequence[str], found: Iterable[Sequence[Any]], form: Format) -> None:
    """Prints rows under their columns' names."""
    if form == "table":
        table(None, columns, found)
        return
    import pandas as pd  # a second and a half to import, for exports alone

    frame = pd.DataFrame(list(found), columns=list(columns), dtype=object)
    if form == "csv":
        frame.to_csv(sys.stdout, index=False)
    else:
        told = frame.to_json(
            orient="records", force_ascii=False, date_format="iso", default_handler=str, indent=1
        )
        print(told)


def document(told: Mapping[str, Any]) -> None:
    """Prints one JSON object: for what is no single table."""
    print(json.dumps(told, ensure_ascii=False, indent=1, default=str))


def table(title: str | None, columns: Sequence[str], found: Iterable[Sequence[Any]]) -> None:
    """Prints a table; numbers stand at the right, nothing is cut off."""
    listed = [list(row) for row in found]
    shown = Table(title=title, title_justify="left", title_style="bold")
    for position, column in enumerate(columns):
        cells = [row[position] for row in listed if row[position] is not None]
        numbers = bool(cells) and all(isinstance(cell, int | float) for cell in cells)
        shown.add_column(column, justify="right" if numbers else "left", overflow="fold")
    for row in listed:
        shown.add_row(*(_cell(cell) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else 160, markup=False, highlight=False)
    console.print(shown)


def _cell(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return "" if value is None else str(value)
    return f"{value:,}"
