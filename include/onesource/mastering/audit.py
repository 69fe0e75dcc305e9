"""Holds a built library against its own suite before it may be published."""

from __future__ import annotations

import contextlib
import logging

import duckdb
import sqlalchemy as sa

from onesource.catalog import Library
from onesource.errors import Refused
from onesource.quality import suite
from onesource.store import engine, sql
from onesource.store.base import Base
from onesource.store.lake import Lake

EXAMPLES = 5
log = logging.getLogger(__name__)


def audit(library: Library, base: Base, lake: Lake, build_id: str) -> None:
    """Marks the build as audited. Raises Refused where its suite is not met; it is then `failed`.

    Of the suite `libraries/<library>` each entity's golden records meet the expectations
    that name it (`meta.entity`), or name no entity and no column it lacks.
    """
    found = base.rows(sql.statement("base/mastering/build"), build_id=build_id)
    if not found:
        raise Refused(f"build {build_id} is not registered; master the library again")
    faults = _faults(library, lake, found[0]["folder"])
    reason = "; ".join(faults) or None
    with base.transaction() as connection:
        connection.execute(
            sa.text(sql.statement("base/mastering/audit_build")),
            {"build_id": build_id, "reason": reason},
        )
    if reason:
        raise Refused(
            f"library {library.name} is not published, {build_id} fails its audit: {reason}; "
            "what was in force stays in force: mend the feed or the suite, then clear the task"
        )


def _faults(library: Library, lake: Lake, folder: str) -> list[str]:
    expectations = suite.read(f"libraries/{library.name}")
    if expectations is None:
        raise Refused(f"expectations/libraries/{library.name}.yaml is missing; write the audit")
    with engine.work("audit") as work, suite.checker(work) as checker:
        return [
            fault
            for name in library.entities
            for fault in _faults_of(checker, expectations, name, lake, folder)
        ]


def _faults_of(
    checker: suite.Checker, expectations: suite.Suite, name: str, lake: Lake, folder: str
) -> list[str]:
    lake.relation(checker.duck, name, f"{folder}/golden_{name}.parquet", numbered=True)
    found = checker.run(checker.about(expectations, name), name)
    for warning in (one for one in found if one.severity != "critical"):
        log.warning("%s: %s, not held back for it", name, _fault(checker, name, warning))
    faults = [_fault(checker, name, one) for one in found if one.severity == "critical"]
    with contextlib.suppress(duckdb.TransactionException):  # nothing was asked of the entity
        checker.duck.commit()  # the checks leave a transaction open, in which no other can begin
    return faults


def _fault(checker: suite.Checker, name: str, failed: suite.Failed) -> str:
    where = f"{name}.{failed.column}" if failed.column else name
    if failed.rows is None:
        return f"{where}: {failed.rule}, observed {failed.observed}"
    keys = checker.duck.execute(
        f"select entity_key from {name} where row_number in "
        f"(select row_number from ({failed.rows}) as failed) order by 1 limit {EXAMPLES}"
    ).fetchall()
    return (
        f"{where}: {failed.rule}, {failed.observed} rows, such as {', '.join(k for (k,) in keys)}"
    )
