"""Spark reads the lake wherever it lies, and hands over one file in the order asked for."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onesource.store.lake import Lake

ROWS = pa.table({"k": [f"{n:04}" for n in range(5000)], "n": range(5000)})


@pytest.mark.parametrize("kind", ["folder", "object store"])
def test_what_the_lake_holds_comes_back_as_one_file(spark: Any, tmp_path: Path, kind: str):
    from onesource.store import spark as engine

    lake = Lake(str(tmp_path / "lake") if kind == "folder" else f"memory://{uuid.uuid4().hex}")
    pq.write_table(ROWS, tmp_path / "rows")
    lake.put(tmp_path / "rows", "some/rows.parquet")

    with engine.work(tmp_path) as sets:
        sets.open(lake, "rows", "some/rows.parquet")
        written = sets.write("select k, n + 1 as n from rows order by k desc", tmp_path / "back")

    back = pq.read_table(tmp_path / "back").to_pylist()
    assert written == 5000
    assert back == [{"k": f"{n:04}", "n": n + 1} for n in reversed(range(5000))]


def test_no_rows_are_a_file_as_well(spark: Any, tmp_path: Path):
    from onesource.store import spark as engine

    with engine.work(tmp_path) as sets:
        sets.run("create table none (k varchar, d date, a numeric(38,6), s smallint)")
        assert sets.write("from none order by k", tmp_path / "none") == 0

    kinds = [pa.string(), pa.date32(), pa.decimal128(38, 6), pa.int16()]
    assert pq.read_schema(tmp_path / "none").types == kinds
