"""What a provider reads of a shape it delivered."""

from __future__ import annotations

import pytest
import shapely

from onesource.notice.shapes import described

PLACE = "东经 116.000000～116.200000，北纬 39.000000～39.200000"


@pytest.mark.parametrize(
    ("wkt", "told"),
    [
        ("POINT (116.1 39.2)", "点，东经 116.100000，北纬 39.200000"),
        (
            "POLYGON ((116 39, 116.2 39, 116.2 39.2, 116 39.2, 116 39))",
            f"面（5 个坐标点），{PLACE}",
        ),
        (
            "POLYGON ((116 39, 116.2 39.2, 116.2 39, 116 39.2, 116 39))",
            f"面（5 个坐标点），{PLACE}，自相交，在（116.100000，39.100000）处",
        ),
        ("POLYGON EMPTY", "面（0 个坐标点），为空"),
        ("LINESTRING (116 39, 116.2 39.2)", f"线（2 个坐标点），{PLACE}"),
    ],
)
def test_a_shape_is_told_by_what_and_where_it_is(wkt: str, told: str):
    assert described(shapely.from_wkt(wkt).wkb_hex.upper()) == told


def test_a_shape_of_many_points_is_told_as_briefly():
    ring = shapely.Point(116, 39).buffer(0.1, quad_segs=5000)

    assert len(described(ring.wkb_hex)) < 100


@pytest.mark.parametrize("text", ["POINT (1", "0103", "zz" * 500])
def test_what_is_no_shape_is_shown_as_it_begins(text: str):
    assert described(text).startswith(text[:60])
    assert len(described(text)) <= 61
