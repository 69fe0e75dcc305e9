"""Reads a delivery's data files into the table `records`: every value as text, with its row number.

Nothing is interpreted here: blanks, zeros and spellings stay as delivered. The
columns are held against the agreement before the rows are read.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from onesource.catalog.feed import Csv, Feed, HttpApi
from onesource.errors import Refused
from onesource.landing import agreement, text
from onesource.sources.delivery import Delivery
from onesource.store import sql

OURS = "row_number"


def read(feed: Feed, delivery: Delivery, duck: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Makes the table `records` (row_number bigint from 1, then the delivered columns, varchar).

    Raises Refused for what cannot be read as agreed, naming file, row or column, and remedy.
    """
    for file in delivery.data:
        if file.path.stat().st_size == 0:
            raise Refused(f"{file.name} is empty; deliver it again", rule="empty", file=file.name)
    if isinstance(feed.source, HttpApi):
        _read_pages(feed, feed.source, delivery, duck, folder)
    else:
        _read_csv(feed, feed.source.format, delivery.data[0].path, duck, folder)


def count(duck: duckdb.DuckDBPyConnection) -> int:
    """How many records there are."""
    [(rows,)] = duck.execute("select count(*) from records").fetchall()
    return int(rows)


def _read_csv(
    feed: Feed, form: Csv, file: Path, duck: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    utf8 = folder / f"{file.stem}.utf8"
    text.decode(file, utf8, form.encoding)
    header = _header(utf8, form, file.name)
    agreement.columns(feed, header)
    names = ", ".join(f"{sql.literal(name)}: 'varchar'" for name in header)
    ignored = [name for name in header if name == OURS]
    statement = sql.statement(
        "lake/landing/read_csv",
        file=utf8,
        delimiter=form.delimiter,
        columns=f"{{{names}}}",
        ignored=ignored,
    )
    try:
        duck.execute(statement)
    except duckdb.Error as error:
        raise _unreadable(utf8, file.name, error) from error


def _header(utf8: Path, form: Csv, name: str) -> list[str]:
    with utf8.open(encoding="utf-8", newline="") as handle:
        line = handle.readline().rstrip("\r\n")
    header = [cell.strip().strip('"') for cell in line.split(form.delimiter)]
    folded = [cell.casefold() for cell in header]
    doubled = [cell for cell in header if folded.count(cell.casefold()) > 1]
    if not all(header) or doubled:
        which = f"names {', '.join(doubled)}, twice the same"
        which = which if doubled else "has a column without a name"
        if len(set(doubled)) == 1:
            which = f"names {doubled[0]} twice"
        raise Refused(f"{name}: the header {which}; correct it", rule="header", file=name)
    return header


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


def _read_pages(
    feed: Feed,
    source: HttpApi,
    delivery: Delivery,
    duck: duckdb.DuckDBPyConnection,
    folder: Path,
) -> None:
    pages = []
    for file in delivery.data:
        pages.append(folder / f"{file.name}.utf8")
        text.decode(file.path, pages[-1], "utf-8")
    listed = "[" + ", ".join(sql.literal(page) for page in pages) + "]"
    duck.execute(sql.statement("lake/landing/read_pages", files=listed, rows=source.rows))
    [(items,)] = duck.execute("select count(*) from items").fetchall()
    if items == 0:
        raise agreement.no_rows()
    found = duck.execute(sql.statement("lake/landing/page_columns")).fetchall()
    names = [row[0] for row in found]
    agreement.columns(feed, names)
    kept = [name for name in names if name != OURS]
    duck.execute(sql.statement("lake/landing/page_records", columns=kept))
