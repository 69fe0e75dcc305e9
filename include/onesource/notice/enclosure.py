"""Writes what is too long for a report into files beside it: rows kept back with their reasons, gaps.

A workbook holds up to a hundred thousand rows; a longer list has all of them as a
CSV file besides. Whatever was delivered stays text and is never computed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path

import xlsxwriter

from onesource.notice.model import Attachment

IN_A_WORKBOOK = 100_000
MAX_TEXT = 32_767
FORMULA = re.compile(r"[=+@\t\r]|-(?!\d)")  # what a spreadsheet would compute or hide
CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # the same rows give the same bytes
WIDE = ("原因", "改法")
Cells = Sequence[object]


@dataclass(frozen=True)
class Enclosure:
    """A list to enclose: what its file's name ends with, what it is, its heads, rows and size."""

    ending: str
    title: str
    heads: tuple[str, ...]
    rows: Iterable[Cells]
    total: int


def write(enclosure: Enclosure, stem: str, folder: Path) -> Iterator[tuple[Attachment, Path]]:
    """Writes the list's files into `folder`, named `<stem>_<ending>`."""
    name = f"{stem}_{enclosure.ending}"
    rows = iter(enclosure.rows)
    if enclosure.total <= IN_A_WORKBOOK:
        file = folder / f"{name}.xlsx"
        _workbook(enclosure, rows, file)
        yield Attachment(file.name, enclosure.title, enclosure.total), file
        return
    first = list(islice(rows, IN_A_WORKBOOK))
    file = folder / f"{name}.xlsx"
    _workbook(enclosure, first, file)
    yield write_whole(replace(enclosure, rows=chain(first, rows)), stem, folder)
    told = f"{enclosure.title}（前 {IN_A_WORKBOOK:,} 条）"
    yield Attachment(file.name, told, IN_A_WORKBOOK), file


def write_whole(enclosure: Enclosure, stem: str, folder: Path) -> tuple[Attachment, Path]:
    """Writes all of the list into `folder` as a CSV file, named `<stem>_<ending>`."""
    file = folder / f"{stem}_{enclosure.ending}.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(enclosure.heads)
        writer.writerows([plain(cell) for cell in row] for row in enclosure.rows)
    return Attachment(file.name, f"{enclosure.title}（全部）", enclosure.total), file


def _workbook(enclosure: Enclosure, rows: Iterable[Cells], file: Path) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        workbook.set_properties({"created": CREATED})
        base = {"font_name": "Microsoft YaHei", "font_size": 10, "text_wrap": True}
        head = workbook.add_format(
            {**base, "bold": True, "bg_color": "#12395b", "font_color": "#ffffff"}
        )
        text = workbook.add_format({**base, "num_format": "@", "valign": "top"})
        sheet = workbook.add_worksheet(enclosure.title[:31])
        for place, name in enumerate(enclosure.heads):
            sheet.set_column(place, place, 44 if name in WIDE else 18)
            sheet.write_string(0, place, name, head)
        last = 0
        for last, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write_string(last, place, str(cell)[:MAX_TEXT], text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(enclosure.heads) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})


def plain(cell: object) -> str:
    """A cell that stays the text it is; one a spreadsheet would compute gets an apostrophe before it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if FORMULA.match(text) else text
