"""Judges of a whole delivery only what differs from the one before, and adds the rest unread.

A row that was delivered before, to the letter, was let through without a word, and shares
neither record nor entity nor looks with one that is new or gone, is what it was: its judgement
stands, with the batch and row that it was first told in, whatever the order of rows today. What
is written is the difference; the rows of earlier batches stay layers of the state. That holds
while the rules are the same and every rule is about a row by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from great_expectations.expectations.expectation import Expectation

from onesource.quality import alone, state, suite, verdict
from onesource.quality.merge import Merge
from onesource.quality.verdict import Judged, Verdict, file
from onesource.store import sql
from onesource.store.setwork import DuckWork

SIZES = ("expect_table_row_count_to_be_between", "expect_table_row_count_to_equal")
WHOLE = ("kept", "findings", "warned")  # parts that tell of the whole delivery


@dataclass(frozen=True)
class Increment:
    """What is judged of a delivery: the earlier layers, and what the batch before came to."""

    duck: duckdb.DuckDBPyConnection
    layers: list[state.Layer]
    former: Verdict

    def complete(self, work: Path) -> Verdict:
        """Makes whole_<part> and `before` of what was judged and what stands; says the counts."""
        facts = {"layers": self.layers[:-1], "former": self.former}
        for statement in ("whole_kept", "whole_warned", "whole_findings", "before"):
            _run(self.duck, statement, **facts)
        (work / state.LAYERS).write_text(state.written(self.layers))
        query = sql.statement("lake/quality/whole_verdict", **facts)
        [(received, quarantined, duplicates, warnings, findings, records)] = self.duck.execute(
            query
        ).fetchall()
        accepted = received - quarantined - duplicates
        return Verdict(received, accepted, quarantined, duplicates, warnings, findings, records)


def begin(
    judged: Judged, duck: duckdb.DuckDBPyConnection, merged: Merge, facts: dict[str, Any]
) -> Increment | None:
    """Makes `content`, `differs` and `touched`, and `records` of the rows that differ.

    None, and `records` left alone, where the whole has to be judged. Needs the view
    `delivered`, and `valued` over `records`; `facts` are a whole delivery's.
    """
    batch, onto, lake = merged.batch, merged.onto, merged.lake
    if batch is None or onto is None or lake is None:
        return None
    if batch.mode != "snapshot" or not is_possible(judged):
        return None
    stood = state.base(lake, onto, judged.rules, batch.interval_at)
    if stood is None or not lake.exists(file(onto.folder, "warned", judged.rules, onto.previous)):
        return None
    layers = state.show_delivered(DuckWork(duck), lake, "former", stood)
    if len(layers) > state.MOST:
        return None
    if not _differs_little(duck, facts, onto.received or 0):
        return None
    for part in WHOLE:
        lake.relation(duck, f"former_{part}", file(onto.folder, part, judged.rules, onto.previous))
    facts |= {"told": _told(judged, duck)}
    for statement in ("touched", "newcomers"):
        _run(duck, statement, **facts)
    _run(duck, "fresh", typed=sql.statement("lake/quality/typed", **facts))
    _look_beside(duck)
    _run(duck, "to_judge", **facts)
    duck.execute("create or replace view records as from to_judge")
    before = verdict.verdict(lake, onto.folder, judged.rules, onto.previous)
    return Increment(duck, layers, before)


def _differs_little(duck: duckdb.DuckDBPyConnection, facts: dict[str, Any], received: int) -> bool:
    """Makes `content` and `differs`, and keeps them where few rows differ."""
    for statement in ("content", "differs"):
        _run(duck, statement, **facts)
    for rows in ("content", "former"):
        if _count(duck, f"{rows} where __content in (from differs)") > state.SHARE * received:
            duck.execute("drop table content")
            duck.execute("drop table differs")
            return False
    return True


def _told(judged: Judged, duck: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Each delivered column and its text as SQL over `former`, where all of that was kept."""
    contract = judged.feed.contract
    restored = dict(state.restored(DuckWork(duck).columns("former")))
    return list(
        {contract.delivered(c): restored[f"{c}__delivered"] for c in contract.columns}.items()
    )


def _look_beside(duck: duckdb.DuckDBPyConnection) -> None:
    """Touches what stands beside what is touched, until nothing more does."""
    known, found = -1, _count(duck, "touched")
    while found > known:
        known = found
        _run(duck, "touch_beside")
        found = _count(duck, "touched")


def is_possible(judged: Judged) -> bool:
    """Whether a delivery of the feed can be judged by what differs, by its declarations and its suite."""
    feed = judged.feed
    return feed.mode == "snapshot" and feed.tombstone is None and suites(judged) is not None


def suites(judged: Judged) -> list[tuple[suite.Suite, str]] | None:
    """The parts of the feed's suite, each with the table it is about; None where rows are compared."""
    found = suite.read(judged.feed.path)
    rows, others = alone.split(found.expectations if found else ())
    if any(not _is_about_the_size(one) for one in others):
        return None
    return [
        (suite.Suite(name=f"{judged.feed.path}/{table}", expectations=told), table)
        for told, table in ((rows, "typed"), (others, "content"))
        if told
    ]


def _is_about_the_size(one: Expectation) -> bool:
    return one.expectation_type in SIZES and not getattr(one, "row_condition", None)


def _count(duck: duckdb.DuckDBPyConnection, rows: str) -> int:
    [(counted,)] = duck.execute(f"select count(*) from {rows}").fetchall()
    return int(counted)


def _run(duck: duckdb.DuckDBPyConnection, statement: str, **names: object) -> None:
    duck.execute(sql.statement(f"lake/quality/{statement}", **names))
