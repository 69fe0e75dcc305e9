"""The words of a delivered shape: what it is, where it lies, and where it breaks."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from onesource.store.geometry import from_hex_wkb

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

LONGEST = 60  # signs of a text that is no shape
TYPES = {
    "Point": "点",
    "MultiPoint": "多点",
    "LineString": "线",
    "MultiLineString": "多线",
    "Polygon": "面",
    "MultiPolygon": "多面",
}
REASONS = {  # how GEOS says why a shape is not valid
    "Self-intersection": "自相交",
    "Ring Self-intersection": "边界自相接",
    "Duplicate Rings": "边界重复",
    "Hole lies outside shell": "洞在外边界之外",
    "Holes are nested": "洞相互嵌套",
    "Nested shells": "面相互嵌套",
    "Interior is disconnected": "内部被隔断",
    "Too few points in geometry component": "顶点太少",
    "Ring is not closed": "不闭合",
    "Invalid Coordinate": "坐标无效",
}


def described(text: str) -> str:
    """A shape of the lake in words (degrees east and north); of any other text, its beginning."""
    (shape,) = from_hex_wkb([text])
    if shape is None:
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return "，".join(filter(None, (_what(shape), _where(shape), _broken(shape))))


def _what(shape: BaseGeometry) -> str:
    import shapely

    title = TYPES.get(shape.geom_type, shape.geom_type)
    return title if title == "点" else f"{title}（{shapely.get_num_coordinates(shape)} 个坐标点）"


def _where(shape: BaseGeometry) -> str:
    if shape.is_empty:
        return "为空"
    west, south, east, north = shape.bounds
    if not all(map(isfinite, shape.bounds)):
        return ""
    return f"东经 {_span(west, east)}，北纬 {_span(south, north)}"


def _span(least: float, most: float) -> str:
    return f"{least:.6f}" if least == most else f"{least:.6f}～{most:.6f}"


def _broken(shape: BaseGeometry) -> str:
    """Where a shape breaks, as GEOS tells it: `Self-intersection[116.1 39.2]`."""
    import shapely

    reason, _, place = shapely.is_valid_reason(shape).partition("[")
    if reason == "Valid Geometry":
        return ""
    at = "，".join(f"{float(one):.6f}" for one in place.rstrip("]").split())
    return f"{REASONS.get(reason, reason)}{f'，在（{at}）处' if at else ''}"
