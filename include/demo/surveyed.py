"""How a table with a geometry becomes a file that surveyors exchange: GeoJSON or GeoPackage.

The column `geometry` holds hexadecimal WKB in EPSG:4490 (longitude first); a file may be
in another system. What the geometry is worth is not looked at: faulty ones are told as
they are, and a missing one is a feature without geometry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio
import pyproj
import shapely

GEOMETRY = "geometry"
HELD_IN = "EPSG:4490"


@dataclass(frozen=True)
class Survey:
    """A kind of survey file: its driver, its coordinate reference system and its layer."""

    driver: str
    crs: str
    layer: str

    def write(self, table: pa.Table, path: Path, day: date) -> None:
        """Writes the table; `path` must not exist."""
        told = [name for name in table.column_names if name != GEOMETRY]
        shapes = self._carried(shapely.from_wkb(table.column(GEOMETRY).to_pylist()))
        options = {"COORDINATE_PRECISION": "9"} if self.driver == "GeoJSON" else {}
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{day:%Y-%m-%d}T00:00:00.000Z"})
        pyogrio.raw.write(
            str(path),
            shapely.to_wkb(shapes),
            [np.array(table.column(name).to_pylist(), dtype=object) for name in told],
            told,
            layer=self.layer,
            driver=self.driver,
            geometry_type="Unknown",
            crs=self.crs,
            **options,
        )

    def _carried(self, shapes: np.ndarray) -> np.ndarray:
        if self.crs in (HELD_IN, "EPSG:4326"):
            return shapes  # the two frames differ by centimetres, which nobody here measures
        carry = pyproj.Transformer.from_crs(HELD_IN, self.crs, always_xy=True)
        return shapely.transform(
            shapes, lambda points: np.column_stack(carry.transform(points[:, 0], points[:, 1]))
        )
