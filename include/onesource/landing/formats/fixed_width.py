"""Reads a text whose lines are all of one length in bytes, each column at its agreed place.

The blanks that fill a column up are part of the layout, not of the value.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from onesource.catalog.source import FixedWidth, Place
from onesource.errors import Refused
from onesource.landing.formats.records import Reading
from onesource.sources import text_table

END_OF_FILE = b"\x1a"  # as some old systems close a text
MARK = b"\xef\xbb\xbf"


class _UndecodableError(Exception):
    """Bytes of one column that are no text; `byte` of the line, from 1."""

    def __init__(self, place: Place, byte: int) -> None:
        super().__init__(place.name, byte)
        self.place = place
        self.byte = byte


def read(reading: Reading, form: FixedWidth, file: Path) -> None:
    """Makes `records` of the lines. Raises Refused naming row and column that do not fit the layout."""
    columns = [place.name for place in form.columns]
    reading.agree(columns, file.name)
    texts = reading.folder / f"{file.stem}.parquet"
    rows = _rows(form, file)
    with text_table.written(texts, columns) as add:
        while batch := list(islice(rows, text_table.AT_ONCE)):
            add(batch)
    reading.texts(texts, columns)


def _rows(form: FixedWidth, file: Path) -> Iterator[list[str | None]]:
    width = max(place.start + place.width - 1 for place in form.columns)
    for row, line in enumerate(_lines(file), 1):
        if len(line) != width:
            raise _another_length(file.name, row, len(line), width)
        try:
            yield [_cell(line, place, form.encoding) for place in form.columns]
        except _UndecodableError as error:
            raise _undecodable(form, file.name, row, error) from error


def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as handle:
        for number, raw in enumerate(handle):
            line = raw.removesuffix(b"\n").removesuffix(b"\r")
            line = line.removeprefix(MARK) if number == 0 else line
            if line not in (b"", END_OF_FILE):
                yield line


def _cell(line: bytes, place: Place, encoding: str) -> str | None:
    cut = line[place.start - 1 : place.start - 1 + place.width]
    try:
        return cut.decode(encoding).strip(" ") or None
    except UnicodeDecodeError as error:
        raise _UndecodableError(place, place.start + error.start) from error


def _another_length(name: str, row: int, found: int, agreed: int) -> Refused:
    return Refused(
        f"{name}: row {row} is {found} bytes long, agreed are {agreed}; deliver the file whole, "
        "each column filled up with blanks to its width in bytes",
        rule="line_length",
        file=name,
        row=row,
        found=found,
        agreed=agreed,
    )


def _undecodable(form: FixedWidth, name: str, row: int, error: _UndecodableError) -> Refused:
    return Refused(
        f"{name}: row {row}, column {error.place.name}, byte {error.byte} is not "
        f"{form.encoding.upper()}, or a character is cut in two at the column's edge; "
        "deliver the file in the agreed encoding, each column in its place",
        rule="encoding",
        file=name,
        row=row,
        offset=error.byte,
    )
