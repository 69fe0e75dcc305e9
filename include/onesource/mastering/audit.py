"""Holds a built library against its own suite before it may be published."""

from __future__ import annotations

import contextlib
import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

import sqlalchemy as sa

from onesource import settings
from onesource.catalog import Library
from onesource.errors import Refused
from onesource.mastering import layers
from onesource.quality import alone, suite
from onesource.store import engine, reference, sql
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
    """What runs suites, the tables it runs them on, and the library that is judged."""

    checker: Checker
    sets: SetWork
    library: Library
    lake: Lake


def audit(library: Library, base: Base, lake: Lake, build_id: str) -> None:
    """Marks the build as audited. Raises Refused where its suite is not met; it is then `failed`.

    Of the suite `libraries/<library>` each entity's golden records meet the expectations
    that name it (`meta.entity`), or name no entity and no column it lacks.
    """
    found = base.rows(sql.statement("base/mastering/build"), build_id=build_id)
    if not found:
        raise Refused(f"build {build_id} is not registered; master the library again")
    folder = found[0]["folder"]
    faults = unmet(library, lake, folder)
    reason = "; ".join(faults) or None
    if not reason:
        _note(lake, folder, library)
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


def _passed(folder: str, library: Library) -> str:
    """The lake's name of the note that a build passed the suite, and the standards, of today."""
    told = hashlib.sha256(suite.file(f"libraries/{library.name}").read_bytes())
    for standard in (reference.DIVISIONS, *reference.macros()):
        told.update(standard.read_bytes())
    return f"{folder}/passed-{told.hexdigest()[:12]}"


def _note(lake: Lake, folder: str, library: Library) -> None:
    with engine.work("passed") as work:
        (work / "passed").touch()
        lake.put(work / "passed", _passed(folder, library))


def unmet(library: Library, lake: Lake, folder: str) -> list[str]:
    """What a build's golden records do not meet of the library's suite; nothing of it is noted.

    Raises Refused where there is no suite.
    """
    expectations = suite.read(f"libraries/{library.name}")
    if expectations is None:
        raise Refused(f"expectations/libraries/{library.name}.yaml is missing; write the audit")
    with engine.work("audit") as work, _opened(work, library, lake) as judge:
        return [
            fault
            for name in library.entities
            for fault in _faults_of(judge, expectations, name, folder)
        ]


@contextlib.contextmanager
def _opened(work: Path, library: Library, lake: Lake) -> Iterator[Judge]:
    """What suites run on: the engine of set work that is set."""
    if settings.engine() == "spark":
        from onesource.quality import spark_suite

        with spark_suite.checker(work) as checker:
            yield Judge(checker, checker.sets, library, lake)
        return
    with suite.checker(work) as checker:
        yield Judge(checker, DuckWork(checker.duck), library, lake)


def _faults_of(judge: Judge, expectations: suite.Suite, name: str, folder: str) -> list[str]:
    golden = layers.file(folder, name)
    layers.show(judge.sets, judge.lake, name, golden, numbered=True)
    own = suite.about(expectations, name, judge.sets.columns(name))
    faults = []
    for part, table in _parts(judge, name, golden, own):
        for failed in judge.checker.run(part, table):
            told = _fault(judge, name, table, failed)
            if failed.severity == "critical":
                faults.append(told)
            else:
                log.warning("%s: %s, not held back for it", name, told)
    return faults


def _parts(judge: Judge, name: str, golden: str, own: suite.Suite) -> list[tuple[suite.Suite, str]]:
    """What is to be asked of which table: of rows that passed in an earlier build nothing by themselves."""
    before = layers.earlier(judge.lake, golden)
    passed = _passed(before[-1].rpartition("/")[0], judge.library) if before else None
    if passed is None or not judge.lake.exists(passed):
        return [(own, name)]
    rows, others = alone.split(own.expectations)
    parts = ((rows, f"{name}_layer_{len(before)}"), (others, name))
    return [
        (suite.Suite(name=f"{own.name}/{table}", expectations=told), table)
        for told, table in parts
        if told
    ]


def _fault(judge: Judge, name: str, table: str, failed: suite.Failed) -> str:
    where = f"{name}.{failed.column}" if failed.column else name
    if failed.rows is None:
        return f"{where}: {failed.rule}, observed {failed.observed}"
    keys = judge.sets.rows(
        f"select entity_key from {table} where row_number in "
        f"(select row_number from ({failed.rows}) as failed) order by 1 limit {EXAMPLES}"
    )
    return (
        f"{where}: {failed.rule}, {failed.observed} rows, such as {', '.join(k for (k,) in keys)}"
    )
