"""Judges a landed batch row by row: let through, kept back with its reasons, or folded as a copy.

Writes the rows kept back (quarantine), what libraries are built from (state, kept) and the
findings of the whole feed, each named by the rules and the batch merged onto.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from onesource.errors import Broken, Refused
from onesource.landing.kept import Kept, News
from onesource.landing.registry import Registered
from onesource.quality import increment, state, suite
from onesource.quality import merge as merging
from onesource.quality.merge import Merge
from onesource.quality.verdict import CARRIED, OWN, Judged, Verdict, file
from onesource.store import engine, geometry, sql
from onesource.store.lake import Lake
from onesource.store.setwork import DuckWork

log = logging.getLogger(__name__)

ALONE = Merge()
VERDICT = "verdict"


def check(judged: Judged, lake: Lake, batch: Registered, onto: Registered | None) -> Verdict:
    """Judges a landed batch, merges it onto the batch in force `onto`, and stores the results beside it.

    Raises Refused where an expectation about the whole delivery is not met, and where
    changes would come on top of what was judged by other rules.
    """
    if batch.mode == "changes" and (onto is None or onto.rules != judged.rules):
        raise Broken(
            f"{batch.batch_id} holds changes only, and the rules of {judged.feed.path} have "
            "changed since it was read; clear the task that lands it: the whole is read then"
        )
    with engine.work("check") as work, suite.checker(work) as checker:
        kept = Kept(lake, batch.folder)
        news = kept.show(checker.duck)
        checker.duck.execute("create view records as from delivered")
        merged = Merge(batch, onto, lake)
        part_of_it = _increment(judged, checker.duck, merged, news)
        if news and part_of_it is None:
            kept.read_again(judged.feed, news, checker.duck, work)
        merged = replace(merged, narrowed=part_of_it is not None)
        verdict = judge(judged, checker, work, merged)
        if part_of_it:
            verdict = part_of_it.complete(work)
        elif increment.is_possible(judged):
            (work / state.LAYERS).write_text(state.written(()))
        (work / VERDICT).write_text(json.dumps(asdict(verdict)))
        _store(judged, checker.duck, work, merged)
        return verdict


def _store(judged: Judged, duck: duckdb.DuckDBPyConnection, work: Path, merged: Merge) -> None:
    """Stores the results; the verdict last: where it lies, all is there."""
    batch, onto, lake = merged.batch, merged.onto, merged.lake
    if batch is None or lake is None:
        raise TypeError("a trial stores nothing")
    name = partial(file, batch.folder, rules=judged.rules, previous=onto.batch_id if onto else None)
    standing = [part for part in _standing(judged, merged) if _is_made(part, work)]
    names = {part: state.part(name("state"), part) for part in standing}
    own = OWN if judged.feed.mode == "snapshot" else (*OWN, *CARRIED)
    names |= {part: name(part) for part in (*own, VERDICT)}
    for part in names.keys() - {state.ROWS, state.LAYERS, VERDICT}:
        whole = merged.narrowed and part in increment.WHOLE
        engine.copy_out(duck, f"from {'whole_' if whole else ''}{part}", work / part)
    for part, stored in names.items():
        lake.put(work / part, stored)


def _increment(
    judged: Judged, duck: duckdb.DuckDBPyConnection, merged: Merge, news: News | None
) -> increment.Increment | None:
    """What is judged where not the whole has to be: then `records` holds no more than that."""
    if merged.onto is None or judged.feed.mode != "snapshot":
        return None
    if news and news.before != merged.onto.batch_id:
        return None
    facts = merging.facts(judged, duck, Merge(merged.batch))
    _value(judged, duck, facts)
    return increment.begin(judged, duck, merged, facts | {"news": news is not None})


def _standing(judged: Judged, merged: Merge) -> tuple[str, ...]:
    """The parts of the state, in the order in which they are stored."""
    if merged.narrowed:
        return (state.BEFORE, state.LAYERS, state.OUT, state.ROWS)
    carried = (state.CARRIED,) if merged.carried(judged) else ()
    return (state.LAYERS, state.OUT, *carried, state.ROWS)


def _is_made(part: str, work: Path) -> bool:
    """Whether there is such a part: no layers where no delivery is judged by what differs."""
    return part != state.LAYERS or (work / part).exists()


def judge(judged: Judged, checker: suite.Checker, work: Path, merged: Merge = ALONE) -> Verdict:
    """Judges the view `records`; leaves the typed rows in the file `rows` of `work`, the rest as views.

    The views are accepted, quarantine, findings, failure, what is out of force or carried
    over, and what is known beside the state.
    Raises Refused where an expectation about the whole delivery is not met.
    """
    duck = checker.duck
    facts = merging.facts(judged, duck, merged)
    _type(judged, duck, facts, work / state.ROWS)
    _judge_rows(judged, checker, facts, merged)
    merging.merge(duck, facts)
    for view in ("accepted", *OWN, state.OUT, state.CARRIED, "aside", "ended"):
        query = sql.statement(f"lake/quality/{view}", **facts)
        duck.execute(f"create or replace view {view} as {query}")
    duck.execute("create or replace view faults as from fault")
    return _count(duck, facts)


def _type(judged: Judged, duck: duckdb.DuckDBPyConnection, facts: dict[str, Any], to: Path) -> None:
    """Writes every record typed, in one pass over `records`, and makes `typed` of it."""
    _value(judged, duck, facts)
    engine.copy_out(duck, sql.statement("lake/quality/typed", **facts), to)
    duck.execute(f"create or replace view {state.ROWS} as {engine.parquet(str(to))}")
    told = state.restored(DuckWork(duck).columns(state.ROWS))
    columns = ", ".join(f"{value} as {sql.name(column)}" for column, value in told)
    duck.execute(f"create or replace view typed as select {columns} from {state.ROWS}")


def _value(judged: Judged, duck: duckdb.DuckDBPyConnection, facts: dict[str, Any]) -> None:
    """Makes `valued` of `records`."""
    if any(column.type == "geometry" for column in judged.feed.contract.columns.values()):
        geometry.register(duck)
    duck.execute(sql.statement("lake/quality/valued", **facts))


def _judge_rows(
    judged: Judged, checker: suite.Checker, facts: dict[str, Any], merged: Merge
) -> None:
    """Makes copy and failure: what each row is by itself."""
    for name in ("copies", "again", *(("superseded",) if judged.feed.changed_by else ())):
        checker.duck.execute(sql.statement(f"lake/quality/{name}", **facts))
    checker.duck.execute(sql.statement("lake/quality/failures", **facts))
    for told, table in _suites(judged, merged):
        _run_suite(judged, checker, told, table)
    for name in ("contradictions", "explained"):
        checker.duck.execute(sql.statement(f"lake/quality/{name}", **facts, table="failure"))


def _suites(judged: Judged, merged: Merge) -> list[tuple[suite.Suite, str]]:
    if merged.narrowed:
        return increment.suites(judged) or []
    found = suite.read(judged.feed.path)
    return [(found, "typed")] if found else []


def _run_suite(judged: Judged, checker: suite.Checker, told: suite.Suite, table: str) -> None:
    for failed in checker.run(told, table):
        if failed.rows is None and failed.severity == "critical":
            raise Refused(
                f"{failed.rule} is not met, observed {failed.observed}; "
                f"{failed.meta.get('remedy', 'deliver it again, mended')}",
                rule=failed.rule,
            )
        if failed.rows is None or failed.severity == "info":
            log.warning(
                "%s: %s (%s) is not met, observed %s; no one is told",
                *(judged.feed.path, failed.rule, failed.severity, failed.observed),
            )
            continue
        column = failed.meta.get("element") or failed.column or judged.feed.record_key[0]
        element = str(column).removesuffix("__delivered")
        checker.duck.execute(
            sql.statement(
                "lake/quality/suite_failures",
                element=element,
                delivered=judged.feed.contract.delivered(element),
                rule=failed.meta.get("rule", failed.rule),
                severity=failed.severity,
                message=failed.meta.get("message"),
                remedy=failed.meta.get("remedy"),
                failed=failed.rows,
            )
        )


def _count(duck: duckdb.DuckDBPyConnection, facts: dict[str, Any]) -> Verdict:
    [row] = duck.execute(sql.statement("lake/quality/verdict", **facts)).fetchall()
    return Verdict(*(int(value) for value in row))
