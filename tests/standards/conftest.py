"""An engine with the macros of sql/lake/standards, and a way to ask them about many values at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from onesource.store import engine

Ask = Callable[[str, Sequence[Sequence[Any]]], list[Any]]


@pytest.fixture(scope="session")
def duck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.duck(Path(tmp_path_factory.mktemp("spill"))) as connection:
        yield connection


@pytest.fixture
def ask(duck: duckdb.DuckDBPyConnection) -> Ask:
    """`ask("as_date(a)", [["20260131"], …])`: the macro's answers, in order; arguments are a, b, …"""

    def answers(call: str, arguments: Sequence[Sequence[Any]]) -> list[Any]:
        columns = {
            "abcdefgh"[i]: list(values) for i, values in enumerate(zip(*arguments, strict=True))
        }
        table = {name: pa.array(values, pa.string()) for name, values in columns.items()}
        duck.register("given", pa.table({**table, "n": range(len(arguments))}))
        return [row[0] for row in duck.execute(f"select {call} from given order by n").fetchall()]

    return answers
