"""A made city is mastered by both engines, day by day: every file they hand over is the same, row for row."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from city import without_scheduler as city

from onesource.mastering import layers
from onesource.mastering.master import Built
from onesource.pipeline import library as libraries
from onesource.pipeline.house import House
from onesource.quality import state
from onesource.store.lake import Lake

CITIES = [(7, 300), (11, 600), (23, 1000)]  # seed, people; `make test-spark` takes them all
LEAST = {"golden": 100, "findings": 10, "changes": 5}


class Both:
    """Masters on Spark, puts that aside, masters on DuckDB, and compares."""

    def __init__(
        self, master: Callable[[House, str], Built | None], patch: pytest.MonkeyPatch
    ) -> None:
        self.master, self.patch = master, patch
        self.compared: dict[str, int] = {}
        self.builds: list[str] = []
        self.differing: list[str] = []
        self.layered = 0

    def __call__(self, house: House, name: str) -> Built | None:
        self.patch.setenv("ONESOURCE_ENGINE", "spark")
        one = self.master(house, name)
        self.patch.setenv("ONESOURCE_ENGINE", "duckdb")
        if one is None:
            return None
        folder = Path(Lake().path(f"builds/{name}/{one.build_id}"))
        aside = shutil.move(folder, folder.with_name(f"{folder.name}-spark"))
        other = self.master(house, name)
        self.builds.append(name)
        if one != other:
            self.differing.append(f"{one} {other}")
        self.compare(Path(aside), folder)
        return other

    def compare(self, one: Path, other: Path) -> None:
        files = sorted(file.name for file in other.iterdir())
        assert sorted(file.name for file in one.iterdir()) == files
        for file in files:
            if file.endswith(".json"):
                assert (one / file).read_text() == (other / file).read_text()
                self.layered += 1
                continue
            ours, theirs = rows(one / file), rows(other / file)
            kind = file.split("_")[0].removesuffix(".parquet")
            self.compared[kind] = self.compared.get(kind, 0) + theirs.num_rows
            if not ours.equals(theirs):
                self.differing.append(f"{other / file}: {difference(ours, theirs)}")


def rows(file: Path) -> pa.Table:
    """As they lie in the file; what has no order there, by key."""
    table = pq.read_table(file)
    table = table.cast(pa.schema([(field.name, field.type) for field in table.schema]))
    return table.sort_by("entity_key") if file.name.startswith("changes_") else table


def difference(ours: pa.Table, theirs: pa.Table) -> str:
    if ours.schema != theirs.schema:
        return f"{ours.schema} is not {theirs.schema}"
    if ours.num_rows != theirs.num_rows:
        return f"{ours.num_rows} rows, not {theirs.num_rows}"
    pairs = zip(ours.to_pylist(), theirs.to_pylist(), strict=True)
    told = [{k: (a[k], b[k]) for k in a if a[k] != b[k]} for a, b in pairs if a != b]
    return f"{len(told)} rows, such as {told[:3]}"


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch, spark: Any) -> Both:
    master = Both(libraries.master, monkeypatch)
    monkeypatch.setattr(libraries, "master", master)
    monkeypatch.setenv("ONESOURCE_STATE", "")  # the city sets its own
    for module in (state, layers):  # in layers, however few there are
        monkeypatch.setattr(module, "LEAST", 1)
        monkeypatch.setattr(module, "SHARE", 1)
    return master


@pytest.mark.timeout(2400)
@pytest.mark.parametrize(
    ("seed", "people"), CITIES if "ONESOURCE_SPARK_ALL" in os.environ else CITIES[:1]
)
def test_both_engines_hand_over_the_same(both: Both, tmp_path: Path, seed: int, people: int):
    held = city.proved(city.Wanted(people=people, seed=seed, days=2, faults="default"), tmp_path)

    assert both.differing == []
    assert held
    assert len(both.builds) > len(city.LIBRARIES)
    assert both.layered > len(city.LIBRARIES)
    assert {kind: least for kind, least in LEAST.items() if both.compared[kind] < least} == {}
