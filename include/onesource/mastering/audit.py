"""Holds a built library against its own suite before it may be published."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

import duckdb
import sqlalchemy as sa

from onesource import settings
from onesource.catalog import Library
from onesource.errors import Refused
from onesource.quality import suite
from onesource.store import engine, sql
from onesource.store.base import Base
from onesource.store.lake import Lake
from onesource.store.setwork import DuckWork, SetWork

EXAMPLES = 5
log = logging.getLogger(__name__)


class Checker(Protocol):
    """What runs the part of a suite that is about a table."""

    def run(self, expectations: suite.Suite, table: str, /) -> list[suite.Failed]:
        """What `table` (with a column row_number) does not meet."""


class Judge(NamedTuple):
    """What runs suites, and the tables it runs them on."""

    checker: Checker
    sets: SetWork


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
    with engine.work("audit") as work, _opened(work) as judge:
        return [
            fault
            for name in library.entities
            for fault in _faults_of(judge, expectations, name, lake, folder)
        ]


@contextlib.contextmanager
def _opened(work: Path) -> Iterator[Judge]:
    """What suites run on: the engine of set work that is set."""
    if settings.engine() == "spark":
        from onesource.quality import spark_suite

        with spark_suite.checker(work) as checker:
            yield Judge(checker, checker.sets)
        return
    with suite.checker(work) as checker:
        yield Judge(checker, DuckWork(checker.duck))


def _faults_of(
    judge: Judge, expectations: suite.Suite, name: str, lake: Lake, folder: str
) -> list[str]:
    judge.sets.open(lake, name, f"{folder}/golden_{name}.parquet", numbered=True)
    own = suite.about(expectations, name, judge.sets.columns(name))
    found = judge.checker.run(own, name)
    for warning in (one for one in found if one.severity != "critical"):
        log.warning("%s: %s, not held back for it", name, _fault(judge, name, warning))
    faults = [_fault(judge, name, one) for one in found if one.severity == "critical"]
    if isinstance(judge.checker, suite.Checker):
        with contextlib.suppress(duckdb.TransactionException):  # nothing was asked of the entity
            judge.checker.duck.commit()  # the checks leave a transaction open, in which no other can begin
    return faults


def _fault(judge: Judge, name: str, failed: suite.Failed) -> str:
    where = f"{name}.{failed.column}" if failed.column else name
    if failed.rows is None:
        return f"{where}: {failed.rule}, observed {failed.observed}"
    keys = judge.sets.rows(
        f"select entity_key from {name} where row_number in "
        f"(select row_number from ({failed.rows}) as failed) order by 1 limit {EXAMPLES}"
    )
    return (
        f"{where}: {failed.rule}, {failed.observed} rows, such as {', '.join(k for (k,) in keys)}"
    )
