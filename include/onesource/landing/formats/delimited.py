"""Reads a delimited text: one header line, then every row in the header's form."""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path

import duckdb

from onesource.catalog.source import Csv
from onesource.errors import Refused
from onesource.landing import text
from onesource.landing.formats.records import Reading, ignored
from onesource.store import sql


def read(reading: Reading, form: Csv, file: Path) -> None:
    """Makes `records` of a CSV. Raises Refused naming the row that is not as wide as the header."""
    utf8 = _as_utf8(reading, form, file)
    try:
        header = _header(utf8, form)
    except UnicodeDecodeError:
        _tell_the_byte(file, form)
        raise
    reading.agree(header, file.name)
    names = ", ".join(f"{sql.literal(name)}: 'varchar'" for name in header)
    statement = sql.statement(
        "lake/landing/read_csv",
        file=utf8,
        delimiter=form.delimiter,
        columns=f"{{{names}}}",
        ignored=ignored(header),
    )
    try:
        reading.keep(statement)
    except duckdb.Error as error:
        _tell_the_byte(file, form)
        raise _unreadable(utf8, file.name, error) from error


def _tell_the_byte(file: Path, form: Csv) -> None:
    """Raises Refused naming byte and row where the file is not in the agreed encoding."""
    text.decode(file, Path(os.devnull), form.encoding)


def _as_utf8(reading: Reading, form: Csv, file: Path) -> Path:
    """The file itself where it is UTF-8 already: whether it is shows when it is read."""
    if codecs.lookup(form.encoding).name == "utf-8":
        return file
    utf8 = reading.folder / f"{file.stem}.utf8"
    text.decode(file, utf8, form.encoding)
    return utf8


def _header(utf8: Path, form: Csv) -> list[str]:
    with utf8.open(encoding="utf-8-sig", newline="") as handle:
        line = handle.readline().rstrip("\r\n")
    return [cell.strip().strip('"') for cell in line.split(form.delimiter)]


def _unreadable(utf8: Path, name: str, error: duckdb.Error) -> Refused:
    line = re.search(r"[Ll]ine:? (\d+)", str(error))
    row = int(line.group(1)) - 1 if line else None
    what = f"row {row} does not have the header's columns" if row is not None else "cannot be read"
    written = re.sub(rb'"[^"]*"', b"", utf8.read_bytes())
    if 0 < written.count(b"\r\n") < written.count(b"\n"):
        what = "has more than one kind of line end"
    return Refused(
        f"{name}: {what}; deliver the file whole, each row in the header's form",
        rule="ragged",
        file=name,
        row=row,
    )
