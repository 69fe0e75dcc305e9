"""What a year is judged by: the database as it stands at the end, and what an observer wrote down each day.

The observer looks at the departments' boxes, not at the delivery log, and at which cases
had still not been told when the round was over. Gathers; judges nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from onesource import clock
from onesource.cli.year import form
from onesource.discrepancy import docket
from onesource.discrepancy.case import Case
from onesource.store.base import Base
from onesource.store.sql import statement

Row = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """A file that was new, or written anew, in a department's inbox on a day; report: which it is."""

    day: date
    provider: str
    name: str
    report: str | None


@dataclass(frozen=True)
class Untold:
    """A case that was raised and not told when the day's round was over."""

    day: date
    case_id: str


@dataclass
class Observer:
    """Writes down each day what lies where. rounds: the moments at which cases were raised."""

    rounds: list[datetime] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    untold: list[Untold] = field(default_factory=list)
    known: dict[tuple[str, str], str] = field(default_factory=dict)

    def look(self, day: date, provider: str, inbox: Path) -> None:
        """What is new in a box."""
        for path in sorted(inbox.iterdir()):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            if self.known.get((provider, path.name)) != content:
                self.known[(provider, path.name)] = content
                report = form.report(path) if path.suffix == ".xlsx" else None
                self.seen.append(Seen(day, provider, path.name, report))

    def ask(self, day: date, base: Base) -> None:
        """Which cases wait to be told."""
        rows = base.rows(statement("base/rehearsal/untold"))
        self.untold += [Untold(day, row["case_id"]) for row in rows]


@dataclass(frozen=True)
class Evidence:
    """All of it. replayed: by case, what its log comes to. handed: the files of answers laid down."""

    cases: list[Row]
    entries: list[Row]
    deliveries: list[Row]
    findings: list[Row]
    replayed: dict[str, Case]
    rounds: list[datetime]
    seen: list[Seen]
    untold: list[Untold]
    handed: list[tuple[date, str, str]]  # day, provider, name

    def log(self, case_id: str) -> list[Row]:
        """A case's log in its order."""
        return [one for one in self.entries if one["case_id"] == case_id]


def gather(base: Base, observer: Observer, handed: Iterable[tuple[date, str, str]]) -> Evidence:
    """The evidence of a year that is over."""
    told = {
        name: base.rows(statement(f"base/rehearsal/{name}"))
        for name in ("cases", "entries", "deliveries", "open_findings")
    }
    return Evidence(
        cases=told["cases"],
        entries=told["entries"],
        deliveries=told["deliveries"],
        findings=told["open_findings"],
        replayed=_replayed(base, told["cases"]),
        rounds=observer.rounds,
        seen=observer.seen,
        untold=observer.untold,
        handed=list(handed),
    )


def _replayed(base: Base, cases: list[Row]) -> dict[str, Case]:
    with base.transaction() as connection:
        return {
            row["case_id"]: docket.replayed(connection, docket.find(connection, row["case_id"]))
            for row in cases
        }


def day_of(moment: datetime) -> date:
    """The bureau's calendar day of a moment."""
    return moment.astimezone(clock.BUREAU_TIME).date()
