"""Reads a delivery's data files into the table `records`: every value as text, with its row number.

Nothing is interpreted here: blanks, zeros and spellings stay as delivered. The
columns are held against the agreement before the rows are read.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from onesource.catalog import Feed
from onesource.catalog.source import (
    Csv,
    FixedWidth,
    Format,
    GeoJson,
    GeoPackage,
    HttpApi,
    SqlDatabase,
    Xlsx,
)
from onesource.errors import Refused
from onesource.landing.formats import delimited, features, fixed_width, pages, table, workbook
from onesource.landing.formats.records import Reading
from onesource.sources.delivery import Delivery


def read(
    feed: Feed,
    delivery: Delivery,
    duck: duckdb.DuckDBPyConnection,
    folder: Path,
    most: int | None = None,
) -> Reading:
    """Makes the table `records` (row_number bigint from 1, then the delivered columns, varchar).

    most: as `Reading` has it.
    Raises Refused for what cannot be read as agreed, naming file, row or column, and remedy.
    """
    for file in delivery.data:
        if file.path.stat().st_size == 0:
            raise Refused(f"{file.name} is empty; deliver it again", rule="empty", file=file.name)
    reading = Reading(feed, duck, folder, most)
    if isinstance(feed.source, HttpApi):
        pages.read(reading, feed.source, delivery)
    elif isinstance(feed.source, SqlDatabase):
        table.read(reading, delivery.data[0].path)
    else:
        _read_file(reading, feed.source.format, delivery.data[0].path)
    return reading


def _read_file(reading: Reading, form: Format, file: Path) -> None:
    match form:
        case Csv():
            delimited.read(reading, form, file)
        case FixedWidth():
            fixed_width.read(reading, form, file)
        case Xlsx():
            workbook.read(reading, form, file)
        case GeoJson():
            features.read_geojson(reading, form, file)
        case GeoPackage():
            features.read_geopackage(reading, form, file)
