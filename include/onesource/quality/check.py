"""Judges a landed batch row by row: let through, kept back with its reasons, or folded as a copy.

Writes what libraries are built from (accepted), what the provider must mend
(quarantine) and the findings, each named by the rules it was judged by.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import Any

import duckdb

from onesource.errors import Refused
from onesource.quality import contract, suite
from onesource.quality.verdict import Judged, Verdict, file
from onesource.store import engine, sql
from onesource.store.lake import Lake

log = logging.getLogger(__name__)


def check(judged: Judged, lake: Lake, batch_id: str, folder: str) -> Verdict:
    """Judges the batch whose records lie in `folder` and stores the results beside them.

    Raises Refused where an expectation about the whole delivery is not met.
    """
    with engine.work("check") as work, suite.checker(work) as checker:
        lake.relation(checker.duck, "records", f"{folder}/records.parquet")
        verdict = judge(judged, checker, batch_id)
        for part in ("accepted", "quarantine", "findings"):
            engine.copy_out(checker.duck, f"from {part}", work / part)
            lake.put(work / part, file(folder, part, judged.rules))
        (work / "verdict").write_text(json.dumps(asdict(verdict)))
        lake.put(work / "verdict", file(folder, "verdict", judged.rules))
        return verdict


def judge(judged: Judged, checker: suite.Checker, batch_id: str | None = None) -> Verdict:
    """Judges the view `records`; leaves the views accepted, quarantine, findings and failure.

    Raises Refused where an expectation about the whole delivery is not met.
    """
    duck, feed = checker.duck, judged.feed
    columns = contract.typed(feed, judged.codes)
    key = contract.entity_key(feed, judged.entity.key_standard)
    first = feed.supplies.key[0]
    facts: dict[str, Any] = {
        "columns": columns,
        "key": key,
        "key_element": first,
        "key_delivered": f"{first}__delivered",
        "standard": judged.entity.key_standard,
        "record_key": feed.record_key,
        "element": feed.record_key[0],
        "delivered": f"{feed.record_key[0]}__delivered",
        "agreed": [feed.contract.delivered(column) for column in feed.contract.columns],
    }
    for name in ("copies", "typed", "failures"):
        duck.execute(sql.statement(f"lake/quality/{name}", **facts))
    _run_suite(judged, checker)
    duck.execute(sql.statement("lake/quality/contradictions", **facts))
    duck.execute(sql.statement("lake/quality/explained", words=contract.WORDS))
    names = [column.name for column in columns]
    for view in ("accepted", "quarantine"):
        query = sql.statement(f"lake/quality/{view}", columns=names)
        duck.execute(f"create or replace view {view} as {query}")
    group = contract.titled(feed, judged.entity.group, judged.codes, "t.")
    findings = sql.statement(
        "lake/quality/findings", feed=feed, batch_id=batch_id, group=group, **facts
    )
    duck.execute(f"create or replace view findings as {findings}")
    return _count(duck)


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


def _count(duck: duckdb.DuckDBPyConnection) -> Verdict:
    [row] = duck.execute(sql.statement("lake/quality/verdict")).fetchall()
    return Verdict(*(int(value) for value in row))
