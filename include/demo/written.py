"""How a table becomes a file: CSV, lines of fixed width, a workbook. The same rows give the same bytes.

Values are texts and are written as they are; a missing one is left empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import xlsxwriter

ENCODING = "gb18030"


class Place(NamedTuple):
    """A column of a fixed layout, with its width in bytes."""

    name: str
    width: int


def rows_of(table: pa.Table) -> Iterator[tuple[str | None, ...]]:
    """The table's rows, one tuple each."""
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def write_csv(table: pa.Table, path: Path, _day: date) -> None:
    """A GB18030 CSV with its column names in the first line."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.column_names)
    writer.writerows(rows_of(table))
    path.write_bytes(text.getvalue().encode(ENCODING))


def write_fixed(layout: Sequence[Place], table: pa.Table, path: Path) -> None:
    """GB18030 lines of one length, every value at the left of its place and cut to its width."""
    columns = [table.column(place.name).to_pylist() for place in layout]
    widths = [place.width for place in layout]
    with path.open("wb") as file:
        for row in zip(*columns, strict=True):
            file.write(b"".join(map(_filled, row, widths)) + b"\r\n")


def _filled(value: str | None, width: int) -> bytes:
    data = (value or "").encode(ENCODING)
    while len(data) > width:
        value = (value or "")[:-1]
        data = value.encode(ENCODING)
    return data.ljust(width)


def write_workbook(sheet: str, title: str, table: pa.Table, path: Path, day: date) -> None:
    """A workbook with one sheet: a title in row 1, the column names in row 2, texts below."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "in_memory": False}) as book:
        book.set_properties({"title": title, "created": datetime.combine(day, time())})
        bold = book.add_format({"bold": True})
        page = book.add_worksheet(sheet)
        page.write_string(0, 0, title, bold)
        for column, name in enumerate(table.column_names):
            page.write_string(1, column, name, bold)
        for number, row in enumerate(rows_of(table), start=2):
            for column, value in enumerate(row):
                if value is not None:
                    page.write_string(number, column, value)
