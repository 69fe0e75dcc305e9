"""The whole state of an installation, in a form in which two can be held side by side.

Numbers that only stand for something are replaced by what they stand for, or by their
order; files of the lake are told by their rows, the bytes as received by their bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import psycopg
from psycopg.rows import dict_row

State = dict[str, Any]
TABLES = """
select table_schema || '.' || table_name as name from information_schema.tables
where table_schema not in ('pg_catalog', 'information_schema', 'public') order by 1
"""
FOLDERS = (
    "select folder from registry.batch where status <> 'unchanged' "
    "union select folder from registry.build"
)


def whole(url: str, lake: Path, frontend: Path) -> State:
    """Every table, every file of the lake, every file in an inbox."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        sources = {
            row["source_id"]: f"{row['provider']}/{row['feed']}/{row['rule']}"
            for row in connection.execute("select * from registry.source")
        }
        tables = [row["name"] for row in connection.execute(TABLES)]
        state: State = {name: _rows(connection, name, sources) for name in tables}
        folders = {row["folder"] for row in connection.execute(FOLDERS)}
    state |= {"unreachable": [], "unfinished": []}
    for file in sorted(path for path in lake.rglob("*") if path.is_file()):
        name = str(file.relative_to(lake))
        if file.suffix == ".part":
            state["unfinished"].append(name)
        elif any(name.startswith(f"{folder}/") for folder in folders):
            state[f"lake {name}"] = _content(file, sources)
        else:
            state["unreachable"].append(name)
    for file in sorted(frontend.glob("*/inbox/*")):
        state[f"inbox {file.relative_to(frontend)}"] = file.read_bytes()
    return state


def differences(found: State, expected: State) -> list[str]:
    """What is not the same, by name."""
    told = []
    for name in sorted(found.keys() | expected.keys()):
        if name not in expected:
            told.append(f"{name}: should not be there")
        elif name not in found:
            told.append(f"{name}: is missing")
        elif found[name] != expected[name]:
            told.append(f"{name}: {_first(found[name], expected[name])}")
    return told


def _rows(connection: Any, table: str, sources: dict[int, str]) -> list[dict[str, Any]]:
    found = connection.execute(f"select * from {table}").fetchall()
    if table == "discrepancy.finding_event":
        found.sort(key=lambda row: row["event_id"])
        return [{**row, "event_id": None} for row in found]
    if table == "discrepancy.case_entry":
        found = [{**row, "entry_id": None} for row in found]
    if table == "notice.delivery":  # a number that was given in vain is not given again
        found = [{**row, "last_event_id": None, "last_entry_id": None} for row in found]
    rows = [_named(row, sources) for row in found]
    return sorted(rows, key=repr)


def _named(row: dict[str, Any], sources: dict[int, str]) -> dict[str, Any]:
    return {
        name: sources.get(value) if name == "source_id" or name.endswith("_source") else value
        for name, value in row.items()
    }


def _content(file: Path, sources: dict[int, str]) -> Any:
    if file.suffix != ".parquet":
        return file.read_bytes()
    with duckdb.connect() as duck:
        answer = duck.execute("from read_parquet(?)", [str(file)])
        names = [column[0] for column in answer.description]
        rows = answer.fetchall()
    return sorted((_named(dict(zip(names, row, strict=True)), sources) for row in rows), key=repr)


def _first(found: Any, expected: Any) -> str:
    if isinstance(found, list) and isinstance(expected, list):
        more = [row for row in found if row not in expected][:2]
        less = [row for row in expected if row not in found][:2]
        return f"{len(found)} instead of {len(expected)}; too much {more}; missing {less}"
    return f"{found!r:.200} instead of {expected!r:.200}"
