"""Whose findings and cases there would be if a library's findings were others. Nothing is written.

Findings are held against one another by their ids, cases by their causes: as the next
round would raise them, whatever it has raised so far.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from onesource.discrepancy.case import Cause
from onesource.store import engine, sql
from onesource.store.base import Base

Transfers = dict[
    tuple[str, ...], str
]  # (provider, feed, kind, element or '-', who would be asked) → who is


class CaseRows(NamedTuple):
    """One case, and how many findings are open in it before and after; none where it is not open."""

    cause: Cause
    before: int
    after: int


@dataclass
class Tally:
    """How many of something one respondent has, gains and loses."""

    before: int = 0
    gained: int = 0
    lost: int = 0

    @property
    def after(self) -> int:
        """How many it would have."""
        return self.before + self.gained - self.lost


@dataclass(frozen=True)
class Prospect:
    """The cases into or out of which findings move, and by respondent what it gains and loses.

    A finding that another is asked about is lost to one and gained by the other. later: by
    provider, how many findings wait for a grace to pass that would neither wait nor be open otherwise.
    """

    cases: list[CaseRows]
    findings_of: dict[str, Tally]
    cases_of: dict[str, Tally]
    later: dict[str, int]


def settle(duck: duckdb.DuckDBPyConnection, view: str, staged: str | None) -> None:
    """Makes `view`: what is open of `open_finding` once `staged` is settled; as it is where that is None."""
    rows = (
        sql.statement("lake/discrepancy/settled", staged=staged) if staged else "from open_finding"
    )
    duck.execute(f"create or replace view {view} as {rows}")


def compare(base: Base, duck: duckdb.DuckDBPyConnection, library: str) -> Prospect:
    """Holds the findings of `open_after` against those of `open_before`, all of one library.

    found_after and found_before: what was found, with its standing. What is open elsewhere
    stays as it is, and counts. Whom the estimate asks of a finding, it asks as long as that stays;
    whom it would ask after the change is not known before its claims are weighed.
    """
    estimated = sql.statement("base/discrepancy/estimated", library=library)
    duck.register("estimated", base.arrow(estimated))
    for side in ("before", "after"):
        _dispute(base, duck, library, side)
    rows = base.rows(sql.statement("base/discrepancy/transfers"))
    transfers: Transfers = {tuple(row.values())[:-1]: row["respondent"] for row in rows}
    shifts = [
        (_cause(before, transfers), _cause(after, transfers), rows)
        for before, after, rows in duck.execute(
            sql.statement("lake/discrepancy/shifted")
        ).fetchall()
    ]
    scope = f"library:{library}"
    for row in base.rows(sql.statement("base/discrepancy/elsewhere"), scope=scope):
        rows = row.pop("rows")
        shifts.append((Cause(**row), Cause(**row), rows))
    later = dict(duck.execute(sql.statement("lake/discrepancy/later")).fetchall())
    return _counted(shifts, later)


def _dispute(base: Base, duck: duckdb.DuckDBPyConnection, library: str, side: str) -> None:
    """Makes disputed_<side>: the findings that are up to the authority."""
    query = sql.statement("lake/discrepancy/doubly", open=f"open_{side}")
    told = json.dumps(engine.arrow(duck, query).to_pylist())
    found = base.rows(sql.statement("base/discrepancy/disputed_of"), told=told, library=library)
    schema = pa.schema([("finding_id", pa.string()), ("authority", pa.string())])
    duck.register("told_twice", pa.Table.from_pylist(found, schema))
    query = sql.statement("lake/discrepancy/up_to", open=f"open_{side}")
    duck.execute(f"create or replace table disputed_{side} as {query}")


def _cause(told: dict[str, Any] | None, transfers: Transfers) -> Cause | None:
    """A finding's cause: whom it is up to is asked, or whom the bureau gave that to."""
    if told is None:
        return None
    provider, feed, kind, element = (told[n] for n in ("provider", "feed", "kind", "element"))
    up_to = told["up_to"]
    respondent = transfers.get((provider, feed, kind, element or "-", up_to), up_to)
    other = told["golden_provider"] if respondent == provider else provider
    return Cause(respondent, provider, feed, kind, element, other)


def _counted(
    shifts: Iterable[tuple[Cause | None, Cause | None, int]], later: dict[str, int]
) -> Prospect:
    """Adds up how many findings go from which cause to which."""
    before, after, moved = Counter[Cause](), Counter[Cause](), set[Cause]()
    findings, cases = defaultdict[str, Tally](Tally), defaultdict[str, Tally](Tally)
    for was, becomes, rows in shifts:
        stays = was and becomes and was.respondent == becomes.respondent
        if was:
            before[was] += rows
            findings[was.respondent].before += rows
            findings[was.respondent].lost += 0 if stays else rows
        if becomes:
            after[becomes] += rows
            findings[becomes.respondent].gained += 0 if stays else rows
        if was != becomes:
            moved |= {one for one in (was, becomes) if one}
    for cause in before | after:
        tally = cases[cause.respondent]
        tally.before += cause in before
        tally.lost += cause in before and cause not in after
        tally.gained += cause in after and cause not in before
    rows_of = [CaseRows(one, before[one], after[one]) for one in sorted(moved, key=str)]
    return Prospect(rows_of, dict(findings), dict(cases), later)
