"""SQL tested by folders of data: what is given, what is asked, what must come back.

A case `<room>/<statement>.<what it shows>` holds given/<table>.csv (a header cell
`name:type` gives another type than text), names.yaml (the template's names; `before`:
statements that run first; `result`: what is looked at, where the statement gives no
rows itself; `by_position`: its columns have no names) and expect.csv (the columns
that matter; an empty cell is null).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from onesource import settings
from onesource.store import engine, sql

HERE = Path(__file__).parent
CASES = sorted(folder.parent for folder in HERE.glob("*/*/names.yaml"))
ROOMS = ("mastering", "quality", "landing")


@pytest.fixture
def duck(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.duck(tmp_path) as connection:
        yield connection


def table(file: Path) -> tuple[list[str], list[list[str | None]]]:
    with file.open(encoding="utf-8", newline="") as handle:
        header, *rows = csv.reader(handle)
    return header, [[cell or None for cell in row] for row in rows]


def create(duck: duckdb.DuckDBPyConnection, file: Path) -> None:
    header, rows = table(file)
    columns = [(*cell.split(":"), "varchar")[:2] for cell in header]
    told = ", ".join(f"{sql.name(name)} {kind}" for name, kind in columns)
    duck.execute(f"create table {file.stem} ({told})")
    for row in rows:
        duck.execute(f"insert into {file.stem} values ({', '.join('?' * len(row))})", row)


def told(value: Any) -> str | None:
    return None if value is None else str(value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_statement_gives_what_is_expected(case: Path, duck: duckdb.DuckDBPyConnection):
    asked = yaml.safe_load((case / "names.yaml").read_text(encoding="utf-8"))
    for file in sorted((case / "given").glob("*.csv")):
        create(duck, file)
    for path in asked.get("before", []):
        duck.execute(sql.statement(path, **asked.get("names", {})))

    statement = f"lake/{case.parent.name}/{case.name.partition('.')[0]}"
    duck.execute(sql.statement(statement, **asked.get("names", {})), asked.get("values"))
    answer = duck.execute(asked["result"]) if "result" in asked else duck

    header, expected = table(case / "expect.csv")
    names = header if "by_position" in asked else [column[0] for column in answer.description]
    found = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    seen = [[told(row[name]) for name in header] for row in found]
    assert sorted(seen, key=repr) == sorted(expected, key=repr)


@pytest.mark.parametrize("room", ["mastering", "quality", "relations", "discrepancy"])
def test_every_statement_of_a_room_has_a_case(room: str):
    cases = {case.name.partition(".")[0] for case in CASES if case.parent.name == room}
    statements = {file.stem for file in (settings.sql() / "lake" / room).glob("*.sql")}

    assert cases == statements
