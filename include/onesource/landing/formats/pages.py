"""Reads the JSON pages of an interface: one record an object, every field as text."""

from __future__ import annotations

import duckdb

from onesource.catalog.source import HttpApi
from onesource.landing import agreement, text
from onesource.landing.formats.records import Reading, ignored, unreadable
from onesource.sources.delivery import Delivery
from onesource.store import sql


def read(reading: Reading, source: HttpApi, delivery: Delivery) -> None:
    """Makes `records` of the pages in order; of changes there may be none."""
    pages = []
    for file in delivery.data:
        pages.append(reading.folder / f"{file.name}.utf8")
        text.decode(file.path, pages[-1], "utf-8")
    listed = "[" + ", ".join(sql.literal(page) for page in pages) + "]"
    duck = reading.duck
    try:
        duck.execute(sql.statement("lake/landing/read_pages", files=listed, rows=source.rows))
    except duckdb.Error as error:
        raise unreadable(delivery.data[0].name, "JSON", error) from error
    [(items,)] = duck.execute("select count(*) from items").fetchall()
    if items == 0:
        if delivery.whole:
            raise agreement.no_rows()
        reading.nothing()
        return
    names = columns(reading)
    agreement.columns(reading.feed, names)
    kept = [name for name in names if name not in ignored(names)]
    reading.keep(sql.statement("lake/landing/page_records", columns=kept))


def columns(reading: Reading) -> list[str]:
    """Every field that any of `items` has, in the order in which they first appear."""
    found = reading.duck.execute(sql.statement("lake/landing/page_columns")).fetchall()
    return [row[0] for row in found]
