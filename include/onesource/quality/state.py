"""The records in force after a batch, as they lie in the lake: a few files, read as one.

rows: every row judged with the batch, typed, written once; of a text the spelling only where
it is not the value itself (`__spelt`). out: the numbers of those rows that are not in force.
carried: records told by earlier batches of changes, as they are read. Of a whole of which
only what differs was judged, layers: the rows files of earlier batches that still count, and
before: which of their rows are not in force, or (gone) not in the delivery any more. Without
layers, not even an empty list, no later delivery can be judged by how it differs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import duckdb

from onesource.errors import Refused
from onesource.landing.batch import Before
from onesource.landing.registry import Registered
from onesource.quality import verdict
from onesource.store import sql
from onesource.store.lake import Lake
from onesource.store.setwork import DuckWork, SetWork

ROWS, OUT, CARRIED, BEFORE, LAYERS = "rows", "out", "carried", "before", "layers"
PARTS = (ROWS, OUT, CARRIED, BEFORE)
LEAST = 10_000  # rows: fewer are judged anew as fast
MOST = 20  # layers
SHARE = 0.2  # of the rows: where more differ, all are judged
CHECKED = ("refused", "__look", "__subject", "__ended")  # columns that only the check reads


@dataclass(frozen=True)
class Layer:
    """One batch's typed rows: the file in the lake, and the batch they were delivered with."""

    batch_id: str
    rows: str


def part(file: str, name: str) -> str:
    """The lake's name of one part of the state `file`."""
    return f"{file}/{name}.{'json' if name == LAYERS else 'parquet'}"


def exists(lake: Lake, file: str) -> bool:
    """Whether the lake holds the state `file`."""
    return any(lake.exists(part(file, name)) for name in (ROWS, CARRIED))


def layers(lake: Lake, file: str) -> list[Layer]:
    """The earlier batches whose rows still count, the first one first; mostly none."""
    if not lake.exists(part(file, LAYERS)):
        return []
    return [Layer(**one) for one in json.loads(lake.read(part(file, LAYERS)))]


def written(earlier: Iterable[Layer]) -> str:
    """What `layers` reads."""
    return json.dumps([vars(one) for one in earlier])


def before(
    lake: Lake, duck: duckdb.DuckDBPyConnection, last: Registered, rules: str, interval_at: datetime
) -> Before | None:
    """The batch in force `last`, if a whole of `interval_at` can be judged by how it differs from it.

    Makes the view `before` of what each of its rows is like (__content).
    """
    file = base(lake, last, rules, interval_at)
    if file is None or len(show_delivered(DuckWork(duck), lake, "before", file)) > MOST:
        return None
    return Before(last.batch_id, round(SHARE * (last.received or 0)))


def base(lake: Lake, last: Registered, rules: str, interval_at: datetime) -> str | None:
    """The state of `last` where a whole of `interval_at`, by `rules`, can be judged by how it differs."""
    file = verdict.file(last.folder, "state", rules, last.previous)
    later = last.mode == "snapshot" and last.rules == rules and last.interval_at < interval_at
    there = later and (last.received or 0) >= LEAST and lake.exists(part(file, LAYERS))
    return file if there else None


def own(file: str) -> Layer:
    """The layer of the state's own batch."""
    return Layer(file.split("/")[-2], part(file, ROWS))


def show(sets: SetWork, lake: Lake, view: str, file: str) -> None:
    """Makes the state `file` readable as `view`: one row a record in force.

    Raises Refused where the lake does not hold it.
    """
    there = open_parts(sets, lake, view, file)
    told = restored(sets.columns(f"{view}_{ROWS}")) if ROWS in there else []
    statement = sql.statement(
        "lake/quality/state",
        view=view,
        rows=[(column, value) for column, value in told if column not in CHECKED],
        batch_id=own(file).batch_id,
        carried=CARRIED in there,
        layers=_open_layers(sets, lake, view, file),
    )
    sets.run(statement)


def show_delivered(sets: SetWork, lake: Lake, view: str, file: str) -> list[Layer]:
    """Makes every row of the whole delivery that led to the state readable as `view`, in force or not.

    It has the columns of rows, and the number of its layer, that of the batch's own being the
    last. Gives the layers.
    """
    open_parts(sets, lake, view, file)
    earlier = _open_layers(sets, lake, view, file)
    sets.run(sql.statement("lake/quality/delivered", view=view, layers=earlier))
    return [*earlier, own(file)]


def follows(lake: Lake, now: str, before: str) -> bool:
    """Whether the state `now` is made of the layers of the state `before`, and some more."""
    earlier, later = ([*layers(lake, file), own(file)] for file in (before, now))
    return len(later) > len(earlier) and later[: len(earlier)] == earlier


def shifted(
    sets: SetWork, lake: Lake, table: str, now: tuple[str, str], before: tuple[str, str]
) -> None:
    """Makes `table` of the entity keys of all records that are in force in only one of two states.

    now, before: a state's view, as `show` made it, and its file; the one follows the other.
    """
    common, last = (len(layers(lake, file)) for file in (before[1], now[1]))
    statement = sql.statement(
        "lake/quality/shifted",
        table=table,
        now=now[0],
        before=before[0],
        common=common + 1,
        own=last,
    )
    sets.run(statement)


def open_parts(sets: SetWork, lake: Lake, view: str, file: str) -> list[str]:
    """Makes each part of the state `file` readable as <view>_<part>; says which there are."""
    there = [name for name in PARTS if lake.exists(part(file, name))]
    if not there:
        raise Refused(f"the lake has no {file}; run the feed again, it is checked anew")
    for name in there:
        sets.open(lake, f"{view}_{name}", part(file, name))
    return there


def _open_layers(sets: SetWork, lake: Lake, view: str, file: str) -> list[Layer]:
    """Makes the rows of each earlier layer readable as <view>_layer_<number>."""
    found = layers(lake, file)
    for number, one in enumerate(found):
        sets.open(lake, f"{view}_layer_{number}", one.rows)
    return found


def restored(columns: Iterable[str]) -> list[tuple[str, str]]:
    """Each column of a batch's rows with its value as SQL: a spelling left out is the value."""
    return [_restored(column) for column in columns]


def _restored(column: str) -> tuple[str, str]:
    element = column.removesuffix("__spelt")
    if element == column:
        return column, sql.name(column)
    return f"{element}__delivered", f"coalesce({sql.name(column)}, {sql.name(element)})"
