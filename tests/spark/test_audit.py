"""A library's audit says the same on both engines: what holds, and which records break which rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from standards import invented

from onesource.catalog import Catalog
from onesource.catalog.library import Entity
from onesource.mastering import audit
from onesource.mastering.tables import IN_THE_LAKE
from onesource.store.lake import Lake

TYPES = {
    "varchar": pa.string(),
    "text": pa.string(),
    "date": pa.date32(),
    "bigint": pa.int64(),
    "numeric(38,6)": pa.decimal128(38, 6),
}
VALUES = {"date": date(1999, 1, 31), "bigint": 3, "numeric(38,6)": Decimal("1.5")}
KEYS = {
    "person": invented.citizen,
    "organization": invented.credit,
    "license": invented.license_id,
    "address": invented.address,
    "parcel": invented.parcel,
    "building": invented.unit,
    "division": lambda source: "98" + invented.digits(source, source.choice((0, 2, 4, 7, 10, 3))),
}
ROWS = 400


def golden(name: str, entity: Entity) -> pa.Table:
    """Records of which about half break some rule: wrong keys, one key twice, gaps, no source."""
    keys = [key.replace(" ", "") for key in invented.million(KEYS[name], 3, ROWS)]
    keys[::40] = keys[1::40]
    table = {"entity_key": pa.array(keys, pa.string())}
    for number, (element, declared) in enumerate(entity.elements.items()):
        kind = IN_THE_LAKE[declared.type]
        value = VALUES.get(kind, "active" if element == "status" else "male")
        told = [None if row % (11 + number) == 0 else value for row in range(ROWS)]
        table[element] = pa.array(told, TYPES[kind])
        sources = [None if row % 13 == 0 else 1 for row in range(ROWS)]
        table[f"{element}_source"] = pa.array(sources, pa.int16())
    return pa.table(table)


@pytest.mark.parametrize("name", sorted(Catalog.load().libraries))
def test_both_engines_find_the_same_faults(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any, name: str
):
    library = Catalog.load().library(name)
    (tmp_path / "lake/build").mkdir(parents=True)
    for one, entity in library.entities.items():
        pq.write_table(golden(one, entity), tmp_path / f"lake/build/golden_{one}.parquet")
    lake, told = Lake(str(tmp_path / "lake")), {}

    for engine in ("duckdb", "spark"):
        monkeypatch.setenv("ONESOURCE_ENGINE", engine)
        caplog.clear()
        faults = audit.unmet(library, lake, "build")
        warnings = [one.getMessage() for one in caplog.records if one.name == audit.log.name]
        told[engine] = (faults, warnings)

    assert told["spark"] == told["duckdb"]
    assert len(told["duckdb"][0]) > 2
