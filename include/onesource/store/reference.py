"""What the macros of sql/lake/standards look up: the codes divisions ever had, and which day it is.

Both are put into a connection once: the codes as one bit for each number of six
digits, so that millions of look-ups cost little and stand wherever an
expression may. Nothing is judged here.
"""

from __future__ import annotations

import duckdb

from onesource import clock, settings
from onesource.store import sql

FOLDER = settings.PROJECT / "include" / "catalog" / "reference"


def load(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the table division_code_years, the variable divisions_ever and the macro bureau_day()."""
    file = FOLDER / "division_code_years.csv"
    connection.execute(sql.statement("lake/reference/division_code_years", file=file))
    connection.execute(sql.statement("lake/reference/divisions_ever"))
    connection.execute(f"create or replace macro bureau_day() as date '{clock.today()}'")
