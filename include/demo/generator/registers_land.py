"""What civil affairs, statistics and natural resources hold about divisions and land."""

from __future__ import annotations

import numpy as np
import shapely

from demo.generator.book import Book, Rows, texts
from demo.generator.city import City
from demo.generator.days import Texts
from demo.generator.places import hexes, polygons, square_metres

SURVEY_WORDS = ("", "省级", "地级", "县级", "乡级", "村级")


def books(city: City) -> list[Book]:
    """Every feed that speaks of divisions and land."""
    return [
        city_divisions(city),
        *statistics(city),
        boundaries(city),
        parcels(city),
        buildings(city),
        addresses(city),
    ]


def _codes(city: City, who: Rows) -> Texts:
    return texts([f"{key:0<12}" for key in city.divisions.keys[who]])


def _once(size: int) -> Rows:
    return np.ones(size, dtype=np.int64)


def city_divisions(city: City) -> Book:
    """Civil affairs' register of the city's divisions."""
    divided = city.divisions
    who = np.arange(len(divided.keys))
    return Book(
        "civil_affairs",
        "city_divisions",
        "division",
        {
            "code": _codes(city, who),
            "level": divided.levels.astype(str).astype(object),
            "name": divided.names.copy(),
            "status": np.where(divided.abolished, "撤销", "在用").astype(object),
        },
        divided.keys,
        who,
        _once(len(who)),
    )


def statistics(city: City) -> list[Book]:
    """The statistical office's codes, and how many live in each division."""
    divided = city.divisions
    who = np.flatnonzero(~divided.abolished)
    common = {
        "统计用区划代码": _codes(city, who),
        "级别": np.array(SURVEY_WORDS, dtype=object)[divided.levels[who]],
    }
    count = _residents(city, who)
    homes = np.minimum(count, np.ceil(count / 2.6)).astype(int)
    households = homes.astype(str).astype(object)
    households[::97] = "-"
    return [
        Book(
            "statistics", "city_divisions", "division",
            {**common, "名称": divided.names[who]},
            divided.keys[who], who, _once(len(who)),
        ),
        Book(
            "statistics", "indicators", "division",
            {
                **{name: column.copy() for name, column in common.items()},
                "常住人口": count.astype(str).astype(object),
                "户数": households,
            },
            divided.keys[who], who, _once(len(who)),
        ),
    ]  # fmt: skip


def _residents(city: City, who: Rows) -> Rows:
    village = np.array([code[:12] for code in city.land.address_codes])[city.people.address]
    codes, counts = np.unique(village, return_counts=True)
    total: dict[str, int] = {}
    for code, count in zip(codes, counts, strict=True):
        for length in (2, 4, 6, 9, 12):
            total[code[:length]] = total.get(code[:length], 0) + int(count)
    return np.array([total.get(key, 0) for key in city.divisions.keys[who]])


def boundaries(city: City) -> Book:
    """Natural resources' boundaries of counties, townships and villages."""
    divided = city.divisions
    who = np.flatnonzero((divided.levels >= 3) & ~divided.abolished)
    return Book(
        "natural_resources",
        "boundaries",
        "division",
        {
            "QHDM": _codes(city, who),
            "JB": divided.levels[who].astype(str).astype(object),
            "MC": divided.names[who],
            "geometry": hexes(polygons(divided.boxes[who])),
        },
        divided.keys[who],
        who,
        _once(len(who)),
    )


def parcels(city: City) -> Book:
    """Natural resources' parcels."""
    land = city.land
    size = len(land.parcel_codes)
    return Book(
        "natural_resources",
        "parcels",
        "parcel",
        {
            "ZDDM": land.parcel_codes.copy(),
            "TDYT": land.parcel_use.copy(),
            "ZDMJ": texts([f"{area:.2f}" for area in square_metres(land.parcel_boxes)]),
            "QHDM": city.divisions.keys[land.parcel_village],
            "geometry": hexes(polygons(land.parcel_boxes)),
        },
        land.parcel_codes,
        np.arange(size),
        _once(size),
    )


def buildings(city: City) -> Book:
    """Natural resources' buildings."""
    land, rng = city.land, city.random("buildings")
    size = len(land.unit_codes)
    return Book(
        "natural_resources",
        "buildings",
        "building",
        {
            "BDCDYH": land.unit_codes.copy(),
            "FWMC": texts([f"{at % 60 + 1}号楼" for at in range(size)]),
            "CS": rng.integers(1, 34, size=size).astype(str).astype(object),
            "FWJG": rng.integers(1, 7, size=size).astype(str).astype(object),
            "ZDDM": land.parcel_codes[land.unit_parcel],
            "QHDM": city.divisions.keys[land.parcel_village[land.unit_parcel]],
            "geometry": hexes(polygons(land.unit_boxes)),
        },
        land.unit_codes,
        np.arange(size),
        _once(size),
    )


def addresses(city: City) -> Book:
    """Natural resources' standard addresses."""
    land = city.land
    size = len(land.address_codes)
    return Book(
        "natural_resources",
        "addresses",
        "address",
        {
            "DZDM": land.address_codes.copy(),
            "DZMC": land.address_texts.copy(),
            "QHDM": texts([code[:12] for code in land.address_codes]),
            "BDCDYH": land.unit_codes[land.address_unit],
            "geometry": hexes(np.asarray(shapely.points(land.address_points))),
        },
        land.address_codes,
        np.arange(size),
        _once(size),
    )
