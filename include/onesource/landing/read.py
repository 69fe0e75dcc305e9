"""Reads a delivery's data files into the table `records`: every value as text, with its row number.

Nothing is interpreted here: blanks, zeros and spellings stay as delivered.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from onesource.catalog.feed import Csv, Feed, HttpApi
from onesource.errors import Refused
from onesource.landing import text
from onesource.sources.delivery import Delivery
from onesource.store import sql


def read(feed: Feed, delivery: Delivery, duck: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Makes the table `records` (row_number bigint from 1, then the delivered columns, varchar).

    Raises Refused for what cannot be read as agreed, naming file, row and remedy.
    """
    for file in delivery.data:
        if file.path.stat().st_size == 0:
            raise Refused(f"{file.name} is empty; deliver it again", rule="empty", file=file.name)
    if isinstance(feed.source, HttpApi):
        _read_json(feed.source, [file.path for file in delivery.data], duck)
    else:
        _read_csv(feed.source.format, delivery.data[0].path, duck, folder)


def columns(duck: duckdb.DuckDBPyConnection) -> list[str]:
    """The delivered columns' names, in order."""
    described = duck.execute("describe records").fetchall()
    return [row[0] for row in described if row[0] != "row_number"]


def count(duck: duckdb.DuckDBPyConnection) -> int:
    """How many records there are."""
    [(rows,)] = duck.execute("select count(*) from records").fetchall()
    return int(rows)


def _read_csv(form: Csv, file: Path, duck: duckdb.DuckDBPyConnection, folder: Path) -> None:
    utf8 = folder / f"{file.stem}.utf8"
    text.decode(file, utf8, form.encoding)
    header = _header(utf8, form, file.name)
    names = ", ".join(f"{sql.literal(name)}: 'varchar'" for name in header)
    statement = sql.statement(
        "lake/landing/read_csv", file=utf8, delimiter=form.delimiter, columns=f"{{{names}}}"
    )
    try:
        duck.execute(statement)
    except duckdb.Error as error:
        raise _unreadable(file.name, error) from error


def _header(utf8: Path, form: Csv, name: str) -> list[str]:
    with utf8.open(encoding="utf-8", newline="") as handle:
        line = handle.readline().rstrip("\r\n")
    header = [cell.strip().strip('"') for cell in line.split(form.delimiter)]
    doubled = sorted({cell for cell in header if header.count(cell) > 1})
    if not all(header) or doubled:
        which = f"names {', '.join(doubled)} twice" if doubled else "has a column without a name"
        raise Refused(f"{name}: the header {which}; correct it", rule="header", file=name)
    return header


def _unreadable(name: str, error: duckdb.Error) -> Refused:
    first = str(error).splitlines()[0]
    line = re.search(r"[Ll]ine:? (\d+)", str(error))
    row = int(line.group(1)) - 1 if line else None
    where = f"row {row}" if row is not None else "a row"
    return Refused(
        f"{name}: {where} does not have the header's form ({first}); deliver the file whole",
        rule="ragged",
        file=name,
        row=row,
    )


def _read_json(source: HttpApi, files: list[Path], duck: duckdb.DuckDBPyConnection) -> None:
    duck.execute(
        sql.statement(
            "lake/landing/read_pages",
            files="[" + ", ".join(sql.literal(file) for file in files) + "]",
            rows=source.rows,
        )
    )
    found = duck.execute(sql.statement("lake/landing/page_columns")).fetchall()
    names = [row[0] for row in found]
    duck.execute(sql.statement("lake/landing/page_records", columns=names))
