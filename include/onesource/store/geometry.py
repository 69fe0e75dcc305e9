"""Geometry without a spatial database: one text for one shape, and what is wrong with a shape.

In the lake a geometry is upper-case hexadecimal WKB, two-dimensional, in
EPSG:4490, its coordinates rounded to nine decimals (a tenth of a millimetre).
Everything works on whole columns at once. What a geometry must lie within or
keep clear of is decided elsewhere. shapely and pyproj are imported on first use.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
from duckdb.func import FunctionNullHandling, PythonUDFType
from duckdb.sqltypes import BOOLEAN, VARCHAR, DuckDBPyType

if TYPE_CHECKING:
    import numpy as np

CRS = "EPSG:4490"
DECIMALS = 9
WEST, SOUTH, EAST, NORTH = 73.0, 3.0, 136.0, 54.0  # China with its waters, in degrees
# Points, lines and polygons, one or several; GeometryCollection is 7, LinearRing 2.
TYPES = (0, 1, 3, 4, 5, 6)


def to_hex_wkb(geometries: Any, crs: str) -> list[str | None]:
    """The lake's text for each geometry given in `crs`; None stays None.

    `geometries`: an array of shapely geometries, x before y whatever the system's own order.
    Raises pyproj.exceptions.CRSError where there is no such system.
    """
    import shapely
    from pyproj import Transformer

    transformer = Transformer.from_crs(crs, CRS, always_xy=True)

    def moved(points: np.ndarray) -> np.ndarray:
        import numpy as np

        return np.column_stack(transformer.transform(points[:, 0], points[:, 1])).round(DECIMALS)

    flat = shapely.transform(shapely.force_2d(geometries), moved)
    written = shapely.to_wkb(flat, output_dimension=2, byte_order=1)
    return [None if one is None else one.hex().upper() for one in written]


def from_hex_wkb(texts: Sequence[str | None]) -> np.ndarray:
    """The shapely geometry of each text; None for None and for what is no WKB."""
    import numpy as np
    import shapely

    given = np.empty(len(texts), dtype=object)
    given[:] = [_bytes(text) for text in texts]  # five times as fast as letting shapely read them
    found: np.ndarray = shapely.from_wkb(given, on_invalid="ignore")
    return found


def faults(texts: Sequence[str | None]) -> list[str | None]:
    """The first rule each geometry breaks, None where it breaks none or is None."""
    import numpy as np
    import shapely

    shapes = from_hex_wkb(texts)
    with np.errstate(invalid="ignore"):
        west, south, east, north = shapely.bounds(shapes).reshape(-1, 4).T
        outside = (west < WEST) | (south < SOUTH) | (east > EAST) | (north > NORTH)
    given = np.array([text is not None for text in texts], dtype=bool)
    rules = [
        (~given, None),
        (shapely.is_missing(shapes), "geometry_unreadable"),
        (shapely.is_empty(shapes), "geometry_empty"),
        (~np.isin(shapely.get_type_id(shapes), TYPES), "geometry_type"),
        (outside, "geometry_bounds"),
        (~shapely.is_valid(shapes), "geometry_invalid"),
    ]
    found = np.full(len(given), None, dtype=object)
    for broken, rule in reversed(rules):
        found[broken] = rule
    return list(found)


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes geometry_fault(text) and is_valid_geometry(text) functions of a connection, if they are not."""
    there = "select 1 from duckdb_functions() where function_name = 'geometry_fault'"
    if connection.execute(there).fetchone():
        return
    functions: dict[str, tuple[Callable[[pa.ChunkedArray], pa.Array], DuckDBPyType]] = {
        "geometry_fault": (_fault_column, VARCHAR),
        "is_valid_geometry": (_valid_column, BOOLEAN),
    }
    for name, (function, kind) in functions.items():
        connection.create_function(
            name,
            function,
            [VARCHAR],
            kind,
            type=PythonUDFType.ARROW,
            null_handling=FunctionNullHandling.SPECIAL,
        )


def _fault_column(texts: pa.ChunkedArray) -> pa.Array:
    return pa.array(faults(texts.to_pylist()), pa.string())


def _valid_column(texts: pa.ChunkedArray) -> pa.Array:
    given = texts.to_pylist()
    told = zip(given, faults(given), strict=True)
    return pa.array([None if text is None else fault is None for text, fault in told], pa.bool_())


def _bytes(text: str | None) -> bytes | None:
    try:
        return bytes.fromhex(text) if text else None
    except ValueError:
        return None
