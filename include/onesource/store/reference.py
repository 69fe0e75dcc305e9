"""The macros of sql/lake/standards with what they look up: division codes, and which day it is.

Making them costs a tenth of a second, attaching them two milliseconds: they are made once
into a DuckDB file of the installation's state, named by all that it is made of, which
every connection reads. Nothing is judged here.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import duckdb

from onesource import clock, settings
from onesource.store import sql

FOLDER = settings.PROJECT / "include" / "catalog" / "reference"
DIVISIONS = FOLDER / "division_code_years.csv"
MADE = "house"  # what the file is called in a connection


def macros(name: str = "*") -> list[Path]:
    """The files of macros, in the order of their numbers: those a macro uses come before it."""
    return sorted((settings.sql() / "lake" / "standards").glob(f"[0-9][0-9]_{name}.sql"))


def load(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes every macro, the table division_code_years and the macro bureau_day() known by name."""
    try:
        file = _made()
    except OSError:  # where nothing may be written they are made each time
        _fill(connection)
    else:
        connection.execute(f"attach {sql.literal(file)} as {MADE} (read_only)")
        connection.execute(f"set search_path = 'memory,{MADE}'")
    connection.execute("set variable divisions_ever = (from divisions_ever)")
    connection.execute(f"create or replace macro bureau_day() as date '{clock.today()}'")


def _made() -> Path:
    """The file for today's statements and codes, made where it is not there yet."""
    told = hashlib.sha256("\n".join([duckdb.__version__, *_statements()]).encode())
    told.update(DIVISIONS.read_bytes())
    file = settings.state() / "standards" / f"{told.hexdigest()[:16]}.duckdb"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=file.parent) as aside:
            with duckdb.connect(str(Path(aside) / "made")) as made:
                _fill(made)
            (Path(aside) / "made").replace(file)
    return file


def _fill(made: duckdb.DuckDBPyConnection) -> None:
    for statement in _statements():
        made.execute(statement)


def _statements() -> list[str]:
    """What is made, in order; of the day each connection has its own."""
    return [
        sql.statement("lake/reference/division_code_years", file=DIVISIONS),
        sql.statement("lake/reference/divisions_ever"),
        "create or replace macro bureau_day() as cast(null as date)",
        *(sql.statement(f"lake/standards/{file.stem}") for file in macros()),
    ]
