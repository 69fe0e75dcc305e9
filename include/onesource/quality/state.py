"""The records in force after a batch, as they lie in the lake: up to three files, read as one.

rows: every row delivered, typed, written once; of a text the spelling only where it is not
the value itself (`__spelt`). out: the numbers of those rows that are not in force. carried:
records told by earlier batches, as they are read.
"""

from __future__ import annotations

from collections.abc import Iterable

from onesource.errors import Refused
from onesource.store import sql
from onesource.store.lake import Lake
from onesource.store.setwork import SetWork

ROWS, OUT, CARRIED = "rows", "out", "carried"
PARTS = (ROWS, OUT, CARRIED)
CHECKED = ("refused", "__look", "__subject", "__ended")  # columns that only the check reads


def part(file: str, name: str) -> str:
    """The lake's name of one part of the state `file`."""
    return f"{file}/{name}.parquet"


def exists(lake: Lake, file: str) -> bool:
    """Whether the lake holds the state `file`."""
    return any(lake.exists(part(file, name)) for name in (ROWS, CARRIED))


def show(sets: SetWork, lake: Lake, view: str, file: str) -> None:
    """Makes the state `file` readable as `view`: one row a record in force.

    Raises Refused where the lake does not hold it.
    """
    there = [name for name in PARTS if lake.exists(part(file, name))]
    if not there:
        raise Refused(f"the lake has no {file}; run the feed again, it is checked anew")
    for name in there:
        sets.open(lake, f"{view}_{name}", part(file, name))
    told = restored(sets.columns(f"{view}_{ROWS}")) if ROWS in there else []
    statement = sql.statement(
        "lake/quality/state",
        view=view,
        rows=[(column, value) for column, value in told if column not in CHECKED],
        batch_id=file.split("/")[-2],
        carried=CARRIED in there,
    )
    sets.run(statement)


def restored(columns: Iterable[str]) -> list[tuple[str, str]]:
    """Each column of a batch's rows with its value as SQL: a spelling left out is the value."""
    return [_restored(column) for column in columns]


def _restored(column: str) -> tuple[str, str]:
    element = column.removesuffix("__spelt")
    if element == column:
        return column, sql.name(column)
    return f"{element}__delivered", f"coalesce({sql.name(column)}, {sql.name(element)})"
