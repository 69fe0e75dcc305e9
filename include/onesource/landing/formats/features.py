"""Reads features with their properties as text and their geometry as hex WKB in the lake's system.

The file's own coordinate reference system must be one of those agreed. A geometry that
cannot be read stays as delivered, its beginning at least: rows are judged by quality.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from onesource.catalog.source import GeoJson, GeoPackage
from onesource.errors import Refused
from onesource.landing import agreement, text
from onesource.landing.formats import pages, records
from onesource.landing.formats.records import Reading
from onesource.sources import text_table
from onesource.store import geometry, sql

GEOMETRY = "geometry"  # the column our records hold it in
WITHOUT_CRS = "EPSG:4326"  # what GeoJSON is in where it does not say (RFC 7946, 4)
SHOWN = 200  # characters of a geometry that cannot be read
GEOPACKAGE = b"SQLite format 3\0"


def read_geojson(reading: Reading, form: GeoJson, file: Path) -> None:
    """Makes `records` of a GeoJSON collection; its crs member counts where it has one."""
    utf8 = reading.folder / f"{file.stem}.utf8"
    text.decode(file, utf8, "utf-8")
    duck = reading.duck
    try:
        crs = _agreed(_named(duck, utf8, file.name), form.crs, file.name)
        duck.execute(sql.statement("lake/landing/read_features", file=utf8))
    except duckdb.Error as error:
        raise records.unreadable(file.name, "GeoJSON", error) from error
    names = pages.columns(reading)
    if not names and not duck.execute("select 1 from items limit 1").fetchall():
        raise agreement.no_rows()
    reading.agree([*names, GEOMETRY], file.name)
    shapes = reading.folder / f"{file.stem}.shapes.parquet"
    rows = duck.execute("select row_number, geometry from items order by row_number")
    with text_table.written(shapes, ["row_number", GEOMETRY]) as add:
        while batch := rows.fetchmany(text_table.AT_ONCE):
            given = [row[1] for row in batch]
            read = shapely.from_geojson(given, on_invalid="ignore")
            numbers = [str(row[0]) for row in batch]
            add(list(zip(numbers, _shapes(given, read, crs), strict=True)))
    kept = [name for name in names if name not in records.ignored(names)]
    shown = records.of(shapes)
    reading.keep(sql.statement("lake/landing/feature_records", columns=kept, shapes=shown))


def _named(duck: duckdb.DuckDBPyConnection, utf8: Path, name: str) -> str | None:
    """The system a collection names, as it names it."""
    statement = sql.statement("lake/landing/crs_member", file=utf8)
    [(kind, has_crs, crs)] = duck.execute(statement).fetchall()
    if kind != "FeatureCollection":
        raise records.unreadable(name, "GeoJSON", f"its type is {kind}, not FeatureCollection")
    return str(crs) if crs else None if has_crs else WITHOUT_CRS


def read_geopackage(reading: Reading, form: GeoPackage, file: Path) -> None:
    """Makes `records` of one layer of a GeoPackage."""
    with file.open("rb") as handle:
        if handle.read(len(GEOPACKAGE)) != GEOPACKAGE:
            raise records.unreadable(file.name, "GeoPackage", "it is no SQLite file")
    try:
        layer = _layer(form, file)
        crs = _agreed(pyogrio.read_info(file, layer=layer)["crs"], form.crs, file.name)
        with pyogrio.open_arrow(
            file, layer=layer, batch_size=text_table.AT_ONCE, datetime_as_string=True
        ) as (meta, stream):
            source = pa.RecordBatchReader.from_stream(stream)
            _copy(reading, file, _Layer(source, meta["geometry_name"] or "wkb_geometry", crs))
    except (DataSourceError, DataLayerError, pa.ArrowException) as error:
        raise records.unreadable(file.name, "GeoPackage", error) from error


class _Layer:
    """A layer's rows as they come, and where their geometry stands."""

    def __init__(self, source: pa.RecordBatchReader, shape: str, crs: str) -> None:
        self.source = source
        self.crs = crs
        self.shape = shape
        self.names = [name for name in source.schema.names if name != shape]

    def rows(self) -> Iterable[list[tuple[str | None, ...]]]:
        for batch in self.source:
            columns = [_texts(batch.column(name)) for name in self.names]
            given = batch.column(self.shape).to_pylist()
            read = shapely.from_wkb(given, on_invalid="ignore")
            hexes = [None if shape is None else shape.hex().upper() for shape in given]
            columns.append(_shapes(hexes, read, self.crs))
            yield list(zip(*columns, strict=True))


def _copy(reading: Reading, file: Path, layer: _Layer) -> None:
    names = [*layer.names, GEOMETRY]
    reading.agree(names, file.name)
    texts = reading.folder / f"{file.stem}.parquet"
    with text_table.written(texts, names) as add:
        for rows in layer.rows():
            add(rows)
    reading.texts(texts, names)


def _shapes(given: Sequence[str | None], read: Any, crs: str) -> list[str | None]:
    written = geometry.to_hex_wkb(read, crs)
    pairs = zip(given, written, strict=True)
    return [text[:SHOWN] if text and made is None else made for text, made in pairs]


def _layer(form: GeoPackage, file: Path) -> str:
    there = [str(row[0]) for row in pyogrio.list_layers(file)]
    wanted = form.layer or (there[0] if len(there) == 1 else "")
    if wanted not in there:
        raise Refused(
            f"{file.name} has the layers {', '.join(there) or 'none'}, not {form.layer or 'one'}; "
            "name the layer as agreed",
            rule="layer",
            file=file.name,
            layer=form.layer,
            layers=there,
        )
    return wanted


def _texts(values: pa.Array) -> list[str | None]:
    return [None if value is None else _text(value) for value in values.to_pylist()]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return records.number(value)
    return value.hex().upper() if isinstance(value, bytes) else str(value)


def _agreed(named: str | None, agreed: Sequence[str], file: str) -> str:
    """Which of the agreed systems the file is in. Raises Refused where it is in none of them."""
    if named is not None:
        for name in agreed:
            if _same(named, name):
                return name
    told = "names no coordinate reference system"
    if named is not None:
        told = f"is in the coordinate reference system {' '.join(named.split())[:60]}"
    raise Refused(
        f"{file} {told}; deliver it in {' or '.join(agreed)} and let the file say so",
        rule="crs",
        file=file,
        crs=named and named[:60],
        agreed=list(agreed),
    )


def _same(named: str, agreed: str) -> bool:
    try:
        found = pyproj.CRS.from_user_input(named)
    except pyproj.exceptions.CRSError:
        return False
    return bool(found.equals(pyproj.CRS.from_user_input(agreed), ignore_axis_order=True))
