"""Kinds of faults in what departments hold about divisions, parcels, buildings and addresses."""

# ruff: noqa: ARG001, ARG005, E501 (one kind a line, and each is asked in the same way)

from __future__ import annotations

import numpy as np
import shapely

from demo.generator.book import Book
from demo.generator.days import Texts
from demo.generator.faults import slips
from demo.generator.faults.cells import Cell, altered, key_altered, put
from demo.generator.faults.plan import Cells, Flags, Planner
from demo.generator.places import hexes, polygons

PARCELS, BUILDINGS = "natural_resources/parcels", "natural_resources/buildings"
ADDRESSES, BOUNDARIES = "natural_resources/addresses", "natural_resources/boundaries"
CIVIL, SURVEY = "civil_affairs/city_divisions", "statistics/city_divisions"
COUNTS = "statistics/indicators"


def bow_tie(text: str) -> str:
    """The box with two corners swapped, so that its outline crosses itself."""
    west, south, east, north = shapely.from_wkb(text).bounds
    ring = [(west, south), (east, north), (east, south), (west, north), (west, south)]
    return str(hexes(np.array([shapely.Polygon(ring)]))[0])


def _crossed(planner: Planner, book: Book, row: int) -> Cells:
    return {"geometry": bow_tie(str(book.columns["geometry"][row]))}


def _elsewhere(planner: Planner, book: Book, row: int) -> Cells:
    """A shape in a free place of a village of another county."""
    spare = planner.city.land.spare
    here = str(book.columns["QHDM"][row])[:6]
    rank = {"parcel": 0, "building": 1, "address": 2}[book.entity]
    villages = [v for v in spare if planner.city.divisions.keys[v][:6] != here]
    taken = planner.spares.setdefault(rank, set())
    left = [v for v in villages if v not in taken] or villages
    village = left[int(planner.random.integers(len(left)))]
    taken.add(village)
    box = spare[village]
    if book.entity == "address":
        point = shapely.Point((box[0] + box[2]) / 2, round((box[1] + box[3]) / 2, 9))
        return {"geometry": str(hexes(np.array([shapely.set_precision(point, 1e-9)]))[0])}
    return {"geometry": _hex(box)}


def _hex(box: np.ndarray) -> str:
    return str(hexes(polygons(np.round(np.asarray(box)[None, :], 9)))[0])


def _built(planner: Planner, book: Book) -> Flags:
    flags = np.zeros(len(book.who), dtype=bool)
    flags[planner.city.land.unit_parcel] = True
    return flags


def bare(planner: Planner, book: Book) -> Flags:
    """Parcels without a building."""
    return ~_built(planner, book)


def unaddressed(planner: Planner, book: Book) -> Flags:
    """Buildings without an address."""
    flags = np.ones(len(book.who), dtype=bool)
    flags[planner.city.land.address_unit] = False
    return flags


def _shorter_unit(_: Planner, code: str) -> str:
    return code[:19] + "0" + code[20:]


def _unknown_parcel(_: Planner, code: str) -> str:
    return code[:14] + "9" + code[15:19]


def _unknown_unit(_: Planner, code: str) -> str:
    return code[:20] + "9" + code[21:]


def _storeys(_: Planner, text: str) -> str:
    return str(int(text) + 3)


def _area(_: Planner, text: str) -> str:
    return f"{float(text) * 1.4:.2f}"


def _other_word(planner: Planner, name: str) -> str:
    return slips.other_name(planner, name[:-1]) + name[-1]


KINDS = (
    Cell("survey_name", SURVEY, "name", "conflict", altered("名称", _other_word)),
    Cell("boundaries_name", BOUNDARIES, "name", "conflict", altered("MC", _other_word)),
    Cell("boundaries_crossed", BOUNDARIES, "boundary", "geometry", _crossed),
    Cell("divisions_name", CIVIL, "name", "conflict", altered("name", _other_word)),
    Cell("counts_malformed", COUNTS, "resident_population", "invalid", put("常住人口", "约三千")),
    Cell("counts_unseen", COUNTS, "resident_population", None, altered("常住人口", lambda p, text: str(int(text) + 77))),
    Cell("parcels_code_malformed", PARCELS, "parcel_code", "invalid", key_altered("ZDDM", slips.shorter), bare),
    Cell("parcels_use_unlisted", PARCELS, "land_use", "invalid", put("TDYT", "9999")),
    Cell("parcels_division_unknown", PARCELS, "division", "broken_link", altered("QHDM", slips.unknown_village), first_day=True),
    Cell("parcels_crossed", PARCELS, "shape", "geometry", _crossed),
    Cell("parcels_elsewhere", PARCELS, "shape", "geometry", _elsewhere),
    Cell("parcels_area_unseen", PARCELS, "area", None, altered("ZDMJ", _area)),
    Cell("buildings_code_malformed", BUILDINGS, "unit_code", "invalid", key_altered("BDCDYH", _shorter_unit), unaddressed),
    Cell("buildings_floors_malformed", BUILDINGS, "floors", "invalid", put("CS", "十二层")),
    Cell("buildings_parcel_unknown", BUILDINGS, "parcel", "broken_link", altered("ZDDM", _unknown_parcel), first_day=True),
    Cell("buildings_division_unknown", BUILDINGS, "division", "broken_link", altered("QHDM", slips.unknown_village), first_day=True),
    Cell("buildings_crossed", BUILDINGS, "shape", "geometry", _crossed),
    Cell("buildings_elsewhere", BUILDINGS, "shape", "geometry", _elsewhere),
    Cell("buildings_floors_unseen", BUILDINGS, "floors", None, altered("CS", _storeys)),
    Cell("addresses_code_malformed", ADDRESSES, "address_code", "invalid", key_altered("DZDM", slips.shorter)),
    Cell("addresses_text_missing", ADDRESSES, "full_text", "invalid", put("DZMC", None)),
    Cell("addresses_building_unknown", ADDRESSES, "building", "broken_link", altered("BDCDYH", _unknown_unit), first_day=True),
    Cell("addresses_division_unknown", ADDRESSES, "division", "broken_link", altered("QHDM", slips.unknown_village), first_day=True),
    Cell("addresses_elsewhere", ADDRESSES, "location", "geometry", _elsewhere),
    Cell("addresses_text_unseen", ADDRESSES, "full_text", None, altered("DZMC", lambda p, text: text + "甲")),
)  # fmt: skip


def boxes_of(values: Texts) -> np.ndarray:
    """The bounds of hexadecimal shapes."""
    return np.asarray(shapely.bounds(shapely.from_wkb(values)))
