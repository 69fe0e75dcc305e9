"""Geometries are published on a server with PostGIS and on one without, and come to the same."""

from __future__ import annotations

from mastering.yard import DIVISION, Yard, division

CITY, BOUNDARIES = "civil_affairs/city_divisions", "natural_resources/boundaries"
TOWN = "980101001"


def square(side: float) -> str:
    """A polygon's WKB in hexadecimal."""
    import shapely

    return shapely.to_wkb(shapely.box(117.0, 39.0, 117.0 + side, 39.0 + side), hex=True)


def wkb(yard: Yard, table: str = DIVISION) -> list[str]:
    [[kind]] = [list(row.values()) for row in yard.rows(TYPE)]
    read = "st_asbinary(boundary)" if kind == "geometry" else "boundary"
    told = yard.rows(f"select upper(encode({read}, 'hex')) as hex from {table} order by valid_from")
    return [row["hex"] for row in told]


TYPE = """
select udt_name from information_schema.columns
where table_schema = 'geospatial' and table_name = 'division' and column_name = 'boundary'
"""


def test_a_geometry_is_published_as_it_was_and_its_versions_are_kept(either: Yard):
    either.says(CITY, [division(TOWN, "城关", status="active")], 1)
    either.says(BOUNDARIES, [division(TOWN, "城关", boundary=square(0.1))], 1)
    either.library("geospatial", 1)
    either.says(BOUNDARIES, [division(TOWN, "城关", boundary=square(0.2))], 2)
    counts = either.library("geospatial", 2)
    assert counts == {"changed": 1, "mastered": 1, "judged": 1, "written": 1}
    assert wkb(either) == [square(0.2)]
    assert wkb(either, f"{DIVISION}_history") == [square(0.1), square(0.2)]


def test_a_row_leaves_and_returns_on_either_server(either: Yard):
    town = division(TOWN, "城关", status="active")
    other = division("980101002", "河西", status="active")
    for number, rows in ((1, [town, other]), (2, [other]), (3, [town, other])):
        either.says(CITY, rows, number)
        either.library("geospatial", number)
    query = (
        f"select valid_to is null as now from {DIVISION}_history "
        "where entity_key = :key order by valid_from"
    )
    assert [row["now"] for row in either.rows(query, key=TOWN)] == [False, True]
    assert len({r["entity_id"] for r in either.rows(f"select * from {DIVISION}_history")}) == 2


def test_with_postgis_a_place_is_found_by_where_it_is(spatial_base, tmp_path):
    yard = Yard(spatial_base, tmp_path)
    yard.says(CITY, [division(TOWN, "城关", status="active")], 1)
    yard.says(BOUNDARIES, [division(TOWN, "城关", boundary=square(0.1))], 1)
    yard.library("geospatial", 1)
    query = (
        f"select entity_key from {DIVISION} "
        "where st_contains(boundary, st_setsrid(st_point(117.05, 39.05), 4490))"
    )
    assert yard.rows(query) == [{"entity_key": TOWN}]
    index = "select indexdef from pg_indexes where indexname = 'division_boundary'"
    assert "USING gist" in yard.rows(index)[0]["indexdef"]
