"""Features are read with their own coordinate system, and one broken geometry costs no row."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely
from landing.reading import records, refused

from onesource.store import geometry

GEOJSON = {"kind": "geojson", "crs": ["EPSG:4490", "EPSG:4326"]}
CGCS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
COLUMNS = ("DM", "MC", "geometry")
SQUARE = [[117.0, 39.0], [117.1, 39.0], [117.1, 39.1], [117.0, 39.0]]


def feature(code: Any, shape: Any, name: Any = "甲") -> dict[str, Any]:
    return {"type": "Feature", "properties": {"DM": code, "MC": name}, "geometry": shape}


def polygon(*points: list[float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(points)]}


def collection(folder: Path, *features: Any, crs: Any = CGCS) -> Path:
    told = {"type": "FeatureCollection", "crs": crs, "features": list(features)}
    if crs is ...:
        told.pop("crs")
    file = folder / "a.geojson"
    file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return file


def shape(text: Any) -> shapely.Geometry:
    assert text == text.upper()
    return shapely.from_wkb(text)


def test_properties_are_text_as_delivered_and_the_geometry_is_hex_wkb(tmp_path: Path):
    file = collection(
        tmp_path,
        feature("0012", {"type": "Point", "coordinates": [117.12345678912, 39.2, 5]}),
        feature(980101194912310021, polygon(*SQUARE), None),
        feature("3", None, "2026-01-31"),
    )

    rows = records(GEOJSON, file, COLUMNS)

    assert [row[:3] for row in rows] == [
        (1, "0012", "甲"),
        (2, "980101194912310021", None),
        (3, "3", "2026-01-31"),
    ]
    assert shape(rows[0][3]).wkt == "POINT (117.123456789 39.2)"
    assert shape(rows[1][3]).equals(shapely.Polygon(SQUARE))
    assert rows[2][3] is None


@pytest.mark.parametrize(
    "broken",
    [
        polygon(*SQUARE[:3]),
        polygon(*SQUARE[:2]),
        {"type": "Polygon", "coordinates": [[["x", 39.0], [117.1, 39.0]]]},
        {"type": "Polygon", "coordinates": 117},
        {"type": "Polygon"},
        {"type": "Rhombus", "coordinates": []},
    ],
    ids=["unclosed", "two points", "words", "no list", "no coordinates", "unknown type"],
)
def test_a_geometry_that_cannot_be_read_stays_as_delivered(tmp_path: Path, broken: Any):
    file = collection(tmp_path, feature("1", broken), feature("2", polygon(*SQUARE)))

    rows = records(GEOJSON, file, COLUMNS)

    assert json.loads(rows[0][3]) == broken
    assert geometry.faults([rows[0][3], rows[1][3]]) == ["geometry_unreadable", None]


def test_a_ring_that_crosses_itself_is_kept_as_it_is(tmp_path: Path):
    crossing = [[117.0, 39.0], [117.1, 39.1], [117.1, 39.0], [117.0, 39.1], [117.0, 39.0]]

    [row] = records(GEOJSON, collection(tmp_path, feature("1", polygon(*crossing))), COLUMNS)

    assert not shape(row[3]).is_valid


@pytest.mark.parametrize(
    "name",
    ["EPSG:4490", "urn:ogc:def:crs:EPSG::4490", "urn:ogc:def:crs:OGC:1.3:CRS84", "CGCS2000"],
)
def test_a_system_is_known_by_any_of_its_names(tmp_path: Path, name: str):
    crs = {"type": "name", "properties": {"name": name}}

    assert len(records(GEOJSON, collection(tmp_path, feature("1", None), crs=crs), COLUMNS)) == 1


def test_coordinates_of_another_agreed_system_are_brought_into_ours(tmp_path: Path):
    x, y = pyproj.Transformer.from_crs(4490, 4527, always_xy=True).transform(117.0, 39.0)
    crs = {"type": "name", "properties": {"name": "EPSG:4527"}}
    file = collection(tmp_path, feature("1", {"type": "Point", "coordinates": [x, y]}), crs=crs)

    [row] = records({"kind": "geojson", "crs": ["EPSG:4527"]}, file, COLUMNS)

    assert shape(row[3]).distance(shapely.Point(117.0, 39.0)) < 1e-8


@pytest.mark.parametrize(
    ("crs", "told"),
    [
        ({"type": "name", "properties": {"name": "EPSG:4527"}}, "is in .* system EPSG:4527"),
        ({"type": "name", "properties": {"name": "北京54"}}, "is in .* system 北京54"),
        ({"type": "link", "properties": {"href": "x"}}, "names no coordinate reference system"),
        (None, "names no coordinate reference system"),
    ],
)
def test_a_system_that_was_not_agreed_on_is_refused(tmp_path: Path, crs: Any, told: str):
    cause = refused(GEOJSON, collection(tmp_path, feature("1", None), crs=crs), COLUMNS)

    assert cause.facts["rule"] == "crs"
    assert re.search(f"a.geojson {told}; deliver it in EPSG:4490 or EPSG:4326", cause.message)


def test_a_collection_without_a_word_about_it_is_in_the_standard_s_own(tmp_path: Path):
    file = collection(tmp_path, feature("1", None), crs=...)

    assert len(records(GEOJSON, file, COLUMNS)) == 1
    cause = refused({"kind": "geojson", "crs": ["EPSG:4490"]}, file, COLUMNS)
    assert "system EPSG:4326" in cause.message


def test_a_property_nobody_agreed_on_is_refused(tmp_path: Path):
    file = collection(tmp_path, feature("1", None))

    cause = refused(GEOJSON, file, ("DM", "geometry"))

    assert (cause.facts["rule"], cause.facts["columns"]) == ("unknown_column", ["MC"])


def test_a_property_called_geometry_is_refused(tmp_path: Path):
    odd = {"type": "Feature", "properties": {"DM": "1", "Geometry": "x"}, "geometry": None}

    assert refused(GEOJSON, collection(tmp_path, odd), COLUMNS).facts["rule"] == "header"


@pytest.mark.parametrize(
    "content",
    [
        '{"type": "FeatureCollection", "features": [{"type": "Fea',
        '{"type": "Topology"}',
        "[]",
        "<OGRVRTDataSource/>",
        '{"type": "FeatureCollection", "features": 5}',
        '{"type": "FeatureCollection", "features": [5]}',
    ],
)
def test_what_is_no_collection_is_refused(tmp_path: Path, content: str):
    (tmp_path / "a.geojson").write_text(content)

    assert refused(GEOJSON, tmp_path / "a.geojson", COLUMNS).facts["rule"] in (
        "unreadable",
        "missing_column",
    )


def test_a_collection_of_nothing_is_no_delivery(tmp_path: Path):
    assert refused(GEOJSON, collection(tmp_path), COLUMNS).facts["rule"] == "no_rows"


def test_a_text_in_another_encoding_is_named(tmp_path: Path):
    file = collection(tmp_path, feature("1", None))
    file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))

    assert refused(GEOJSON, file, COLUMNS).facts["rule"] == "encoding"


PACKAGE = {"kind": "geopackage", "layer": "ZD", "crs": ["EPSG:4527"]}
NAMES = ("ZDDM", "MJ", "XH", "RQ", "geometry")


def package(folder: Path, *shapes: Any, layer: str = "ZD", crs: str | None = "EPSG:4527") -> Path:
    file = folder / "a.gpkg"
    count = len(shapes)
    fields = {
        "ZDDM": np.array([f"00{i}" for i in range(count)], dtype=object),
        "MJ": np.array([1234567.5] * count),
        "XH": np.arange(count),
        "RQ": np.array(["2026-01-31"] * count, dtype="datetime64[D]"),
    }
    pyogrio.raw.write(
        file,
        shapely.to_wkb(np.array(shapes, dtype=object)),
        list(fields.values()),
        list(fields),
        layer=layer,
        driver="GPKG",
        geometry_type="Unknown",
        crs=crs,
    )
    return file


SQUARE_4527 = shapely.box(39_500_000, 4_318_000, 39_500_100, 4_318_100)


def test_a_layer_s_values_are_text(tmp_path: Path):
    rows = records(PACKAGE, package(tmp_path, SQUARE_4527, None), NAMES)

    assert [row[:5] for row in rows] == [
        (1, "000", "1234567.5", "0", "2026-01-31"),
        (2, "001", "1234567.5", "1", "2026-01-31"),
    ]
    assert shapely.Point(117, 39).distance(shape(rows[0][5])) < 1
    assert rows[1][5] is None


def test_a_layer_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path):
    cause = refused(PACKAGE, package(tmp_path, SQUARE_4527, layer="宗地"), NAMES)

    assert cause.facts["rule"] == "layer"
    assert "a.gpkg has the layers 宗地, not ZD; name the layer as agreed" in cause.message


def test_the_only_layer_needs_no_name(tmp_path: Path):
    form = {key: value for key, value in PACKAGE.items() if key != "layer"}

    assert len(records(form, package(tmp_path, SQUARE_4527, layer="宗地"), NAMES)) == 1


@pytest.mark.parametrize("crs", ["EPSG:4326", None])
def test_a_layer_in_a_system_not_agreed_on_is_refused(tmp_path: Path, crs: str | None):
    cause = refused(PACKAGE, package(tmp_path, SQUARE_4527, crs=crs), NAMES)

    assert cause.facts["rule"] == "crs"


def test_a_geometry_of_garbage_stays_and_so_does_its_row(tmp_path: Path):
    file = package(tmp_path, SQUARE_4527, SQUARE_4527)
    with sqlite3.connect(file) as opened:
        triggers = opened.execute("select name from sqlite_master where type = 'trigger'")
        for (name,) in triggers.fetchall():
            opened.execute(f'drop trigger "{name}"')
        opened.execute("update ZD set geom = x'4750000100000000FF' where ZDDM = '000'")
    opened.close()

    rows = records(PACKAGE, file, NAMES)

    assert geometry.faults([row[5] for row in rows]) == ["geometry_unreadable", None]


@pytest.mark.parametrize("content", [b"not a package", b"SQLite format 3\0" + b"\0" * 100])
def test_what_is_no_package_is_refused(tmp_path: Path, content: bytes):
    (tmp_path / "a.gpkg").write_bytes(content)

    assert refused(PACKAGE, tmp_path / "a.gpkg", NAMES).facts["rule"] == "unreadable"


def test_without_features_there_are_no_records(tmp_path: Path):
    assert records(PACKAGE, package(tmp_path), NAMES) == []
