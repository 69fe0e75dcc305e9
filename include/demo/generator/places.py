"""The city's land: divisions that tile it, parcels within villages, buildings on parcels, addresses.

A village keeps its last cell free: room for a shape that lies where it does not belong.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray

from demo.generator import names
from demo.generator.days import Texts

PROVINCE, CITY = "98", "9801"
WEST, SOUTH, EAST, NORTH = 116.8, 38.85, 117.2, 39.15
COUNTIES = ("东湖区", "西岭区", "南川县", "北原县")
LAND_USES = ("0701", "0702", "0501", "0601", "0801", "0803", "0806")
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass
class Divisions:
    """Every division, from the province down; a key is cut to its level's length."""

    keys: Texts
    names: Texts
    levels: Ints  # 1 province … 5 village
    boxes: Floats  # west, south, east, north
    abolished: NDArray[np.bool_]

    @property
    def villages(self) -> Ints:
        """The places of the villages that are in use."""
        return np.flatnonzero((self.levels == 5) & ~self.abolished)


@dataclass
class Land:
    """Parcels, buildings and addresses; `village` is a place among the divisions."""

    parcel_codes: Texts
    parcel_village: Ints
    parcel_boxes: Floats
    parcel_use: Texts
    parcel_next: Ints  # the parcel east of it in the same village, or -1
    unit_codes: Texts
    unit_parcel: Ints
    unit_boxes: Floats
    address_codes: Texts
    address_texts: Texts
    address_unit: Ints
    address_points: Floats
    spare: dict[int, Floats]  # village → a cell nothing stands in


def divisions(rng: Generator, people: int) -> Divisions:
    """The province, the city, four counties, and more townships and villages the more people live there."""
    scale = (people / 20_000) ** 0.25
    townships, villages = max(2, round(8 * scale)), max(3, round(18 * scale))
    rows: list[tuple[str, str, int, tuple[float, ...]]] = [
        (PROVINCE, "虚泽省", 1, (WEST, SOUTH, EAST, NORTH)),
        (CITY, "安和市", 2, (WEST, SOUTH, EAST, NORTH)),
    ]
    words = iter(names.unique_places(rng, 4 * townships * (villages + 1) + 8))
    for at, county in enumerate(_tiles((WEST, SOUTH, EAST, NORTH), 4)):
        code = f"{CITY}{at + 1:02d}"
        rows.append((code, COUNTIES[at], 3, county))
        for place, township in enumerate(_tiles(county, townships)):
            ending = ("街道", "镇", "乡")[min(place * 3 // townships, 2)]
            town = f"{code}{place + 1:03d}"
            rows.append((town, next(words) + ending, 4, township))
            for spot, village in enumerate(_tiles(township, villages)):
                ending_ = "社区" if ending == "街道" else "村"
                rows.append((f"{town}{spot + 201:03d}", next(words) + ending_, 5, village))
    gone = [(f"{CITY}01001{at:03d}", next(words) + "村", 5, rows[2][3]) for at in range(901, 906)]
    every = rows + gone
    return Divisions(
        np.array([row[0] for row in every], dtype=object),
        np.array([row[1] for row in every], dtype=object),
        np.array([row[2] for row in every]),
        np.array([row[3] for row in every]),
        np.arange(len(every)) >= len(rows),
    )


def land(rng: Generator, divided: Divisions, people: int) -> Land:
    """Parcels in the villages' cells; on most a building, on some two; addresses in most."""
    villages = divided.villages
    count = max(len(villages), round(people * 0.15))
    at = np.sort(np.arange(count) % len(villages))
    order = _rank(at)
    most = int(order.max()) + 2
    columns = int(np.ceil(np.sqrt(most)))
    rows = int(np.ceil(most / columns))
    cell = _cells(divided.boxes[villages[at]], order, columns, rows)
    boxes = _inset(cell, 0.15)
    east = np.where((order % columns < columns - 1) & (np.append(at[1:], -1) == at), 1, 0)
    parcel_next = np.where(east == 1, np.arange(count) + 1, -1)
    village_keys = divided.keys[villages[at]]
    codes = [
        f"{key[:6]}{key[6:9]}{key[9:12]}{'GB' if key[9] != '9' else 'JC'}{rank + 1:05d}"
        for key, rank in zip(village_keys, order, strict=True)
    ]
    last = np.full(len(villages), rows * columns - 1)
    spares = _inset(_cells(divided.boxes[villages], last, columns, rows), 0.2)
    unit_parcel = _unit_parcels(rng, count)
    unit_boxes = _units(boxes[unit_parcel], _rank(unit_parcel))
    units = [
        f"{codes[parcel]}F{rank + 1:04d}0001"
        for parcel, rank in zip(unit_parcel, _rank(unit_parcel), strict=True)
    ]
    addressed = _addressed(rng, len(units), round(people * 0.3))
    village_of = villages[at][unit_parcel[addressed]]
    return Land(
        np.array(codes, dtype=object),
        villages[at],
        boxes,
        np.array(LAND_USES, dtype=object)[rng.choice(7, size=count, p=_USE_WEIGHTS)],
        parcel_next,
        np.array(units, dtype=object),
        unit_parcel,
        unit_boxes,
        _address_codes(divided, village_of),
        _address_texts(rng, divided, village_of),
        addressed,
        _points(unit_boxes[addressed], _rank(addressed)),
        {int(v): spares[i] for i, v in enumerate(villages)},
    )


_USE_WEIGHTS = (0.45, 0.2, 0.15, 0.1, 0.04, 0.03, 0.03)


def polygons(boxes: Floats) -> NDArray[np.object_]:
    """The boxes as polygons."""
    return np.asarray(shapely.box(*boxes.T))


def hexes(shapes: NDArray[np.object_]) -> Texts:
    """Upper-case hexadecimal WKB."""
    return np.asarray(shapely.to_wkb(shapes, hex=True, byte_order=1), dtype=object)


def square_metres(boxes: Floats) -> Floats:
    """Roughly the boxes' areas."""
    width = (boxes[:, 2] - boxes[:, 0]) * 111_320 * np.cos(np.radians(boxes[:, 1]))
    area: Floats = width * (boxes[:, 3] - boxes[:, 1]) * 110_950
    return area


def _tiles(box: tuple[float, ...], count: int) -> list[tuple[float, ...]]:
    rows = max(at for at in range(1, int(count**0.5) + 1) if count % at == 0)
    columns = count // rows
    xs = np.round(np.linspace(box[0], box[2], columns + 1), 9)
    ys = np.round(np.linspace(box[1], box[3], rows + 1), 9)
    return [
        (float(xs[x]), float(ys[y]), float(xs[x + 1]), float(ys[y + 1]))
        for y in range(rows)
        for x in range(columns)
    ]


def _rank(groups: Ints) -> Ints:
    """The place of each among those of its group; the groups are sorted."""
    starts = np.flatnonzero(np.append(True, groups[1:] != groups[:-1]))
    sizes = np.diff(np.append(starts, len(groups)))
    ranks: Ints = np.arange(len(groups)) - np.repeat(starts, sizes)
    return ranks


def _cells(boxes: Floats, order: Ints, columns: int, rows: int) -> Floats:
    width = (boxes[:, 2] - boxes[:, 0]) / columns
    height = (boxes[:, 3] - boxes[:, 1]) / rows
    west = boxes[:, 0] + width * (order % columns)
    south = boxes[:, 1] + height * (order // columns)
    return np.column_stack([west, south, west + width, south + height])


def _inset(boxes: Floats, share: float) -> Floats:
    dx = (boxes[:, 2] - boxes[:, 0]) * share
    dy = (boxes[:, 3] - boxes[:, 1]) * share
    shrunk = boxes + np.column_stack([dx, dy, -dx, -dy])
    return np.round(shrunk, 9)


def _unit_parcels(rng: Generator, parcels: int) -> Ints:
    kinds = rng.choice(3, size=parcels, p=[0.1, 0.8, 0.1])
    return np.repeat(np.arange(parcels), kinds)


def _units(boxes: Floats, rank: Ints) -> Floats:
    """Each building in the western or eastern half of its parcel."""
    middle = (boxes[:, 0] + boxes[:, 2]) / 2
    half = boxes.copy()
    half[:, 0] = np.where(rank == 0, boxes[:, 0], middle)
    half[:, 2] = np.where(rank == 0, middle, boxes[:, 2])
    return _inset(half, 0.2)


def _addressed(rng: Generator, units: int, wanted: int) -> Ints:
    with_one = np.sort(rng.permutation(units)[: max(1, round(units * 0.85))])
    each = max(1, round(wanted / len(with_one)))
    more = np.sort(rng.permutation(len(with_one))[: max(0, wanted - each * len(with_one))])
    return np.sort(np.concatenate([np.repeat(with_one, each), with_one[more]]))


def _address_codes(divided: Divisions, villages: Ints) -> Texts:
    keys = divided.keys[villages]
    return np.array([f"{key}{at % 9_000_000 + 1:07d}" for at, key in enumerate(keys)], dtype=object)


def _address_texts(rng: Generator, divided: Divisions, villages: Ints) -> Texts:
    by_key = dict(zip(divided.keys, divided.names, strict=True))
    streets = rng.integers(len(names.STREETS), size=len(villages))
    return np.array(
        [
            f"安和市{by_key[key[:6]]}{by_key[key[:9]]}{by_key[key]}"
            f"{names.STREETS[street]}路{at % 997 + 1}号"
            for at, (key, street) in enumerate(zip(divided.keys[villages], streets, strict=True))
        ],
        dtype=object,
    )


def _points(boxes: Floats, rank: Ints) -> Floats:
    share = 0.1 + 0.8 * (rank % 17) / 17
    return np.round(
        np.column_stack(
            [
                boxes[:, 0] + (boxes[:, 2] - boxes[:, 0]) * share,
                (boxes[:, 1] + boxes[:, 3]) / 2,
            ]
        ),
        9,
    )
