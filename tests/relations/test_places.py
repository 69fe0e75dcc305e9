"""Places held against their divisions and against one another."""

from __future__ import annotations

import pytest
import shapely
from relations.yard import Yard

from onesource.store.geometry import to_hex_wkb

PARCELS, ADDRESSES = "natural_resources/parcels", "natural_resources/addresses"
DIVISIONS = "civil_affairs/city_divisions"
METRE = 1 / 111_000  # degrees of latitude


def box(west: float, south: float, width: float, height: float) -> str:
    """A rectangle, in metres from a corner of the city."""
    corner = (117 + west * METRE, 39 + south * METRE)
    shape = shapely.box(*corner, corner[0] + width * METRE, corner[1] + height * METRE)
    [text] = to_hex_wkb([shape], "EPSG:4490")
    return str(text)


def point(east: float, north: float) -> str:
    [text] = to_hex_wkb([shapely.Point(117 + east * METRE, 39 + north * METRE)], "EPSG:4490")
    return str(text)


def parcel(key: str, shape: str | None, division: str = "980101000000") -> dict:
    return {"entity_key": key, "land_use": "residential", "division": division, "shape": shape}


@pytest.fixture
def town(yard: Yard) -> Yard:
    """A county of a square kilometre with one township in its west; nothing stands in it yet."""
    divisions = [
        {"entity_key": "980101", "boundary": box(0, 0, 1000, 1000)},
        {"entity_key": "980101001", "boundary": box(0, 0, 500, 1000)},
        {"entity_key": "980101002"},
    ]
    rows = [{**row, "status": "active"} for row in divisions]
    yard.build("geospatial", division=rows)
    yard.deliver(DIVISIONS, [{key: row[key] for key in ("entity_key", "status")} for row in rows])
    return yard


def test_what_lies_within_its_division_is_no_finding(town: Yard):
    town.deliver(PARCELS, [parcel("a", box(10, 10, 50, 50)), parcel("b", None)])

    assert town.relate("geospatial") == 0


@pytest.mark.parametrize(("west", "told"), [(-0.5, 0), (-2, 1)], ids=["a sliver", "two hundredths"])
def test_a_hundredth_of_an_area_may_lie_outside(town: Yard, west: float, told: int):
    town.deliver(PARCELS, [parcel("a", box(west, 10, 100, 100))])

    assert town.relate("geospatial") == told


def test_outside_says_how_much_and_of_which_division(town: Yard):
    town.deliver(PARCELS, [parcel("a", box(900, 10, 200, 100))])

    town.relate("geospatial")

    [row] = town.base.rows("select * from discrepancy.finding")
    assert (row["kind"], row["rule"], row["element"]) == ("geometry", "outside_division", "shape")
    assert row["detail"]["message"] == "图形只有 50.0% 位于所报区划 980101 的界线之内"
    assert row["row_number"] == 1


def test_a_division_without_boundary_is_judged_by_the_one_above(town: Yard):
    rows = [
        parcel("a", box(600, 10, 50, 50), "980101002"),
        parcel("b", box(600, 100, 50, 50), "980101001"),
        parcel("c", box(2000, 100, 50, 50), "980101002"),
        parcel("d", box(9000, 100, 50, 50), "980109001"),
    ]
    town.deliver(PARCELS, rows)

    town.relate("geospatial")

    told = [one for one in town.open() if one[2] == "outside_division"]
    assert [key for _, key, _ in told] == ["b", "c"]
    [row] = town.base.rows(
        "select * from discrepancy.finding where entity_key = 'c' and kind = 'geometry'"
    )
    assert "不在所报区划 980101002 的界线之内（按上级区划 980101 的界线判断）" in str(row["detail"])


def test_a_point_lies_in_its_division_or_not(town: Yard):
    rows = [
        {"entity_key": key, "full_text": key, "division": "980101001", "location": where}
        for key, where in [("a", point(1, 1)), ("b", point(0, 0)), ("c", point(501, 1))]
    ]
    town.deliver(ADDRESSES, rows)

    town.relate("geospatial")

    assert town.open() == [("addresses", "c", "outside_division")]


def test_of_two_that_overlap_each_is_told_of_the_other(town: Yard):
    rows = [
        parcel("a", box(0, 0, 100, 100)),
        parcel("b", box(90, 0, 100, 100)),
        parcel("c", box(190, 0, 100, 100)),
    ]
    town.deliver(PARCELS, rows)

    town.relate("geospatial")

    assert town.open() == [("parcels", "a", "overlap"), ("parcels", "b", "overlap")]
    details = [row["detail"] for row in town.base.rows("select detail from discrepancy.finding")]
    assert sorted(detail["others"] for detail in details) == [["a"], ["b"]]
    assert 700 < details[0]["area"] < 800  # a degree of longitude is shorter here


def test_neighbours_that_touch_and_what_is_below_the_tolerance_are_no_overlap(town: Yard):
    town.deliver(PARCELS, [parcel("a", box(0, 0, 100, 1)), parcel("b", box(99.5, 0, 100, 1))])

    assert town.relate("geospatial") == 0


def test_what_overlapped_a_parcel_that_is_kept_back_by_now_stays_told(town: Yard):
    both = [parcel("a", box(0, 0, 100, 100)), parcel("b", box(50, 0, 100, 100))]
    town.deliver(PARCELS, both)
    town.relate("geospatial")

    town.deliver(PARCELS, both[:1], at=21, kept=[{"entity_key": "b", "key_delivered": "b"}])
    town.relate("geospatial", 21)

    assert town.logged() == ["opened", "opened"]


def test_thousands_of_neighbours_are_compared_in_no_time(town: Yard):
    rows = [
        parcel(f"{east}/{north}", box(east * 4, north * 4, 4, 4))
        for east in range(100)
        for north in range(100)
    ]
    town.deliver(PARCELS, rows)

    assert town.relate("geospatial") == 0
