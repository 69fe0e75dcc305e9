"""Writes down what nobody in the city knows: the faults, the findings due, what must stand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from demo.generator.book import Book
from demo.generator.city import City
from demo.generator.days import NEVER
from demo.generator.expected import Row, expect
from demo.generator.faults.plan import Fault
from demo.generator.golden import golden

TRUTH = pa.schema(
    [
        *(
            (name, pa.string())
            for name in ("fault_id", "fault", "provider", "feed", "entity", "key")
        ),
        *((name, pa.string()) for name in ("element", "kind", "wrong", "right")),
        ("day", pa.int32()),
        ("corrected_on", pa.int32()),
        ("detectable", pa.bool_()),
    ]
)
EXPECTED = pa.schema(
    [
        *(("fault_id", pa.string()), ("fault", pa.string()), ("day", pa.int32())),
        *((name, pa.string()) for name in ("provider", "feed", "library", "entity", "entity_key")),
        *((name, pa.string()) for name in ("element", "kind", "role")),
    ]
)


def record(city: City, books: Mapping[str, Book], faults: list[Fault], out: Path) -> None:
    """Writes truth.parquet, expected.parquet and the golden values."""
    due = expect(city, books, faults) if faults else []
    _write(out / "expected.parquet", EXPECTED, due)
    _write(out / "truth.parquet", TRUTH, [_fault(fault) for fault in faults])
    for entity, table in golden(city, books, faults).items():
        pq.write_table(table, out / f"golden_{entity}.parquet", compression="zstd")


def _fault(fault: Fault) -> tuple[object, ...]:
    return (
        *(fault.identifier, fault.name, fault.book.provider, fault.book.feed, fault.book.entity),
        *(fault.key, fault.element, fault.kind, fault.wrong, fault.right, fault.day),
        fault.until if fault.until < NEVER else None,
        fault.kind is not None,
    )


def _write(path: Path, schema: pa.Schema, rows: list[tuple[object, ...]] | list[Row]) -> None:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [
        pa.array(list(column), field.type) for column, field in zip(columns, schema, strict=True)
    ]
    pq.write_table(pa.table(arrays, schema=schema), path, compression="zstd")
