"""Shapes as text: brought into one system, told what is wrong with them, a whole column at a time."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import numpy as np
import pytest
import shapely
from pyproj import Transformer

from onesource.settings import PROJECT
from onesource.store import geometry

SQUARE = shapely.box(117, 39, 117.001, 39.001)


def text(shape: shapely.Geometry | None, crs: str = "EPSG:4490") -> str | None:
    return geometry.to_hex_wkb(np.array([shape], dtype=object), crs)[0]


def wkt(told: str) -> str | None:
    return text(shapely.from_wkt(told))


def test_a_shape_is_upper_case_hexadecimal_wkb_and_comes_back():
    told = text(SQUARE)

    assert told == told.upper()
    assert geometry.from_hex_wkb([told, None, "zz"]).tolist() == [SQUARE, None, None]


def test_a_projected_shape_is_brought_into_degrees():
    east, north = Transformer.from_crs(4490, 4527, always_xy=True).transform(117.25, 39.5)

    [point] = geometry.from_hex_wkb([text(shapely.Point(east, north), "EPSG:4527")])

    assert (point.x, point.y) == (117.25, 39.5)


def test_heights_are_dropped_and_coordinates_rounded():
    [point] = geometry.from_hex_wkb([text(shapely.Point(117.1234567891234, 39, 55))])

    assert not point.has_z
    assert point.x == 117.123456789


def test_the_same_shape_in_two_systems_has_one_text():
    assert text(SQUARE, "EPSG:4326") == text(SQUARE) == text(SQUARE, "EPSG:4490")


BOW = "POLYGON((117 39,117.1 39.1,117.1 39,117 39.1,117 39))"
CASES = [
    (text(SQUARE), None),
    (text(SQUARE).lower(), None),
    (wkt("POINT(117 39)"), None),
    (wkt("MULTIPOLYGON(((117 39,117.1 39,117.1 39.1,117 39)))"), None),
    (None, None),
    ("", "geometry_unreadable"),
    ("POINT(117 39)", "geometry_unreadable"),
    (text(SQUARE)[:-4], "geometry_unreadable"),
    (wkt("POLYGON EMPTY"), "geometry_empty"),
    (wkt("POINT EMPTY"), "geometry_empty"),
    (wkt("GEOMETRYCOLLECTION(POINT(117 39))"), "geometry_type"),
    (wkt("POINT(39 117)"), "geometry_bounds"),
    (wkt("POINT(72.9 39)"), "geometry_bounds"),
    (wkt("LINESTRING(117 39,117 54.1)"), "geometry_bounds"),
    (wkt(BOW), "geometry_invalid"),
]


@pytest.mark.parametrize(("told", "rule"), CASES)
def test_what_is_wrong_with_a_shape_is_told_by_its_rule(told: str | None, rule: str | None):
    assert geometry.faults([told]) == [rule]


def test_a_column_is_judged_in_sql():
    duck = duckdb.connect()
    geometry.register(duck)
    given = [told for told, _ in CASES]

    found = duck.execute(
        "select geometry_fault(told), is_valid_geometry(told) from unnest(?) t(told)", [given]
    ).fetchall()

    assert found == [(rule, None if told is None else rule is None) for told, rule in CASES]


def test_no_rows_have_no_faults():
    assert geometry.faults([]) == []
    assert geometry.to_hex_wkb(np.array([], dtype=object), "EPSG:4527") == []


def test_registering_imports_no_shapes():
    words = (
        "import sys, duckdb; from onesource.store import geometry; "
        "geometry.register(duckdb.connect()); sys.exit(any(m in sys.modules for m in ('shapely', 'pyproj')))"
    )
    environment = {"PYTHONPATH": str(PROJECT / "include")}

    subprocess.run([sys.executable, "-c", words], env=environment, check=True)
