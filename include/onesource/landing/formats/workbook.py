"""Reads one sheet of an XLSX workbook, each cell as a person sees it there.

Rows above the header are titles, rows without any value are none. A cell that spans
others would leave those empty without a word, so a sheet with such cells is refused.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any

import openpyxl

from onesource.catalog.source import Xlsx
from onesource.errors import Refused
from onesource.landing.formats import records
from onesource.landing.formats.records import Reading
from onesource.sources import text_table

MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"')
END_OF_ROWS = re.compile(rb"</(?:\w+:)?sheetData>")
BOTTOM = re.compile(r"\d+$")
DIGITS = re.compile("0+")
CHUNK = 1 << 20


def read(reading: Reading, form: Xlsx, file: Path) -> None:
    """Makes `records` of the sheet. Raises Refused naming what is not as agreed."""
    try:
        with file.open("rb") as handle:
            book = openpyxl.load_workbook(handle, read_only=True, data_only=True)
            sheet = _sheet(book, form, file.name)
            _not_merged(sheet, form, file)
            _read(reading, sheet, form, file)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError, EOFError) as error:
        told = error if str(error) else type(error).__name__
        raise records.unreadable(file.name, "XLSX without a password", told) from error


def _sheet(book: Any, form: Xlsx, name: str) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    wanted = form.sheet or next(iter(sheets), "")
    if wanted not in sheets:
        raise Refused(
            f"{name} has no sheet {wanted or 'at all'}; it has {', '.join(sheets) or 'none'}: "
            "name the sheet as agreed",
            rule="sheet",
            file=name,
            sheet=wanted,
            sheets=list(sheets),
        )
    return sheets[wanted]


def _not_merged(sheet: Any, form: Xlsx, file: Path) -> None:
    with zipfile.ZipFile(file) as packed, packed.open(sheet._worksheet_path) as part:
        below = _below_the_rows(part)
    spans = [found.decode() for found in MERGED.findall(below)]
    merged = [span for span in spans if _bottom(span) >= form.header_row]
    if merged:
        shown = ", ".join(merged[:5]) + (" …" if len(merged) > 5 else "")
        raise Refused(
            f"{file.name}, sheet {sheet.title}: cells {shown} are merged; undo it and write the "
            "value into every cell it holds for",
            rule="merged_cells",
            file=file.name,
            cells=merged[:20],
        )


def _below_the_rows(part: IO[bytes]) -> bytes:
    """What a sheet's XML holds after its rows: few bytes, however many rows there are."""
    held = b""
    while chunk := part.read(CHUNK):
        held += chunk
        end = END_OF_ROWS.search(held)
        if end:
            return held[end.end() :] + part.read()
        held = held[-64:]
    return b""


def _bottom(span: str) -> int:
    found = BOTTOM.search(span)
    return int(found.group()) if found else 0


def _read(reading: Reading, sheet: Any, form: Xlsx, file: Path) -> None:
    sheet.reset_dimensions()
    rows = (_texts(row) for row in sheet.iter_rows(min_row=form.header_row))
    header = [(cell or "").strip() for cell in next(rows, [])]
    where = f"{file.name}, sheet {sheet.title}, row {form.header_row}"
    reading.agree(header, where)
    texts = reading.folder / f"{file.stem}.parquet"
    wide = _as_wide(rows, len(header), where)
    with text_table.written(texts, header) as add:
        while batch := list(islice(wide, text_table.AT_ONCE)):
            add(batch)
    reading.texts(texts, header)


def _as_wide(
    rows: Iterator[list[str | None]], width: int, where: str
) -> Iterator[list[str | None]]:
    for number, row in enumerate(rows, 1):
        if len(row) > width:
            raise Refused(
                f"{where}: row {number} below it has a value in a column without a name; "
                "name the column, or empty the cell",
                rule="header",
                file=where.partition(",")[0],
                row=number,
            )
        if row:
            yield [*row, *[None] * (width - len(row))]


def _texts(row: Sequence[Any]) -> list[str | None]:
    """A row's values up to the last there is."""
    texts = [_text(cell) for cell in row]
    while texts and texts[-1] is None:
        texts.pop()
    return texts


def _text(cell: Any) -> str | None:
    value = cell.value
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        shown = records.number(value)
        zeros = DIGITS.fullmatch(str(cell.number_format))
        return shown.zfill(len(zeros.group())) if zeros and shown.isdigit() else shown
    return _moment(value) if isinstance(value, date | time | timedelta) else str(value)


def _moment(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    return str(value)
