"""Judges a landed batch row by row: let through, kept back with its reasons, or folded as a copy.

Writes the rows kept back (quarantine), what libraries are built from (state, kept) and the
findings of the whole feed, each named by the rules and the batch merged onto.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import Any

import duckdb

from onesource.errors import Broken, Refused
from onesource.landing.registry import Registered
from onesource.quality import contract, suite
from onesource.quality.merge import Merge, merge
from onesource.quality.verdict import CARRIED, OWN, Judged, Verdict, file
from onesource.quality.words import WORDS
from onesource.store import engine, geometry, sql
from onesource.store.lake import Lake

log = logging.getLogger(__name__)

ALONE = Merge()


def check(judged: Judged, lake: Lake, batch: Registered, onto: Registered | None) -> Verdict:
    """Judges a landed batch, merges it onto the batch in force `onto`, and stores the results beside it.

    Raises Refused where an expectation about the whole delivery is not met, and where
    changes would come on top of what was judged by other rules.
    """
    onto_id = onto.batch_id if onto else None
    if batch.mode == "changes" and (onto is None or onto.rules != judged.rules):
        raise Broken(
            f"{batch.batch_id} holds changes only, and the rules of {judged.feed.path} have "
            "changed since it was read; clear the task that lands it: the whole is read then"
        )
    with engine.work("check") as work, suite.checker(work) as checker:
        lake.relation(checker.duck, "records", f"{batch.folder}/records.parquet", True)
        verdict = judge(judged, checker, Merge(batch, onto, lake))
        parts = OWN if judged.feed.mode == "snapshot" else dict.fromkeys((*OWN, *CARRIED))
        for part in parts:
            engine.copy_out(checker.duck, f"from {part}", work / part)
            lake.put(work / part, file(batch.folder, part, judged.rules, onto_id))
        (work / "verdict").write_text(json.dumps(asdict(verdict)))
        lake.put(work / "verdict", file(batch.folder, "verdict", judged.rules, onto_id))
        return verdict


def judge(judged: Judged, checker: suite.Checker, merged: Merge = ALONE) -> Verdict:
    """Judges the view `records`; leaves the views accepted, quarantine, findings, failure and the state's.

    Raises Refused where an expectation about the whole delivery is not met.
    """
    duck = checker.duck
    _judge_rows(judged, checker)
    facts = merge(judged, duck, merged)
    for view in ("accepted", *OWN, "aside", "ended"):
        query = sql.statement(f"lake/quality/{view}", **facts)
        duck.execute(f"create or replace view {view} as {query}")
    duck.execute("create or replace view faults as from fault")
    return _count(duck, facts)


def _judge_rows(judged: Judged, checker: suite.Checker) -> None:
    """Makes typed, copy and failure: what each row is by itself."""
    duck, feed = checker.duck, judged.feed
    if any(column.type == "geometry" for column in feed.contract.columns.values()):
        geometry.register(duck)
    first = feed.supplies.key[0]
    explained = engine.has_macro(f"{judged.entity.key_standard}_fault")
    facts: dict[str, Any] = {
        "columns": contract.typed(feed, judged.codes),
        "key": contract.entity_key(feed, judged.entity.key_standard),
        "key_element": first,
        "key_delivered": f"{first}__delivered",
        "key_rule": contract.key_rule(feed, judged.entity.key_standard, explained),
        "record_key": feed.record_key,
        "changed_by": feed.changed_by,
        "ended_by": feed.tombstone.column if feed.tombstone else None,
        "ended_values": feed.tombstone.values if feed.tombstone else (),
        "told_at_the_end": contract.told_at_the_end(feed),
        "element": first,
        "delivered": f"{first}__delivered",
        "agreed": [feed.contract.delivered(column) for column in feed.contract.columns],
        "words": WORDS,
        "table": "failure",
    }
    for name in ("typed", "copies", *(("superseded",) if feed.changed_by else ()), "failures"):
        duck.execute(sql.statement(f"lake/quality/{name}", **facts))
    _run_suite(judged, checker)
    for name in ("contradictions", "explained"):
        duck.execute(sql.statement(f"lake/quality/{name}", **facts))


def _run_suite(judged: Judged, checker: suite.Checker) -> None:
    found = suite.read(judged.feed.path)
    for failed in checker.run(found, "typed") if found else []:
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
                delivered=f"{element}__delivered",
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
