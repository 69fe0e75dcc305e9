"""Shapes in bulk: read from text, laid flat on an equal-area map, held against one another by an index.

Works on arrays throughout; what lies far apart is never compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely
from pyproj import Transformer

ALBERS = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=GRS80 +units=m"
AT_ONCE = 20_000
Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Places:
    """What one feed states: keys, shapes and named divisions, in one order."""

    keys: list[str]
    divisions: list[str | None]
    flat: Shapes  # in metres; none where there is no shape
    origins: list[dict[str, Any]]  # row_number, batch_id, grouped

    @property
    def there(self) -> npt.NDArray[np.bool_]:
        """Which of them have a shape."""
        return np.asarray(~shapely.is_missing(self.flat) & ~shapely.is_empty(self.flat))

    def row(self, at: int, rule: str, detail: dict[str, object]) -> dict[str, object]:
        """A finding about one of them."""
        origin = self.origins[at]
        told = {"group": origin["grouped"], **detail}
        return {
            "entity_key": self.keys[at],
            "rule": rule,
            "detail": json.dumps(told, ensure_ascii=False),
            "batch_id": origin["batch_id"],
            "row_number": origin["row_number"],
        }


def read(stated: pa.Table) -> Places:
    """Places from rows of entity_key, geometry, division, row_number, batch_id and grouped."""
    origins = stated.select(["row_number", "batch_id", "grouped"]).to_pylist()
    texts = stated["geometry"].to_pylist()
    keys, divisions = stated["entity_key"].to_pylist(), stated["division"].to_pylist()
    return Places(keys, divisions, flat(texts), origins)


def flat(texts: Sequence[str | None]) -> Shapes:
    """Shapes from hex WKB in EPSG:4490, in metres on an equal-area map; none where a text is no shape."""
    shapes = shapely.from_wkb(np.array(texts, dtype=object), on_invalid="ignore")
    onto = Transformer.from_crs("EPSG:4490", ALBERS, always_xy=True)

    def project(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(onto.transform(points[:, 0], points[:, 1]))

    laid: Shapes = shapely.transform(shapes, project)
    broken = ~shapely.is_missing(laid) & ~shapely.is_valid(laid)
    laid[broken] = shapely.make_valid(laid[broken])
    return laid


def share(shapes: Shapes, within: Shapes) -> npt.NDArray[np.float64]:
    """How much of each shape's area lies in its counterpart: 0 to 1; of what has no area, nothing."""
    areas = shapely.area(shapes)
    inside = shapely.area(shapely.intersection(shapes, within))
    return np.asarray(np.divide(inside, areas, out=np.zeros_like(areas), where=areas > 0))


def overlaps(places: Places, tolerance: float) -> Iterator[tuple[int, int, float]]:
    """Pairs that share more than `tolerance` square metres: each once, with the area shared."""
    shapes = places.flat
    tree = shapely.STRtree(shapes)
    for start in range(0, len(shapes), AT_ONCE):
        ones, others = tree.query(shapes[start : start + AT_ONCE], predicate="intersects")
        ones = ones + start
        once = ones < others
        ones, others = ones[once], others[once]
        areas = shapely.area(shapely.intersection(shapes[ones], shapes[others]))
        wide = areas > tolerance
        yield from zip(
            ones[wide].tolist(), others[wide].tolist(), areas[wide].tolist(), strict=True
        )
