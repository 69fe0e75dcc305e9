"""Gathers the overview: everything from one moment of the base database, each part by one cheap query."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any

from onesource import clock
from onesource.catalog import Catalog
from onesource.desk import board as feeds
from onesource.desk.board import Board, Line, Wanted
from onesource.desk.host import Host
from onesource.desk.libraries import Library, libraries
from onesource.desk.titles import titled
from onesource.discrepancy import lateness
from onesource.door.bureau import FRESH, Bureau
from onesource.store.base import Base
from onesource.store.sql import statement

FIRST = 5  # of each sort of things to do that are shown
SHARED = 2.0  # seconds for which readers are told the same


@dataclass(frozen=True)
class Case:
    """A case that needs somebody. titles: of its feed and respondent, as people know them."""

    case_id: str
    kind: str
    feed: str
    respondent: str
    rows: int
    due: date | None
    overdue: bool


@dataclass(frozen=True)
class Need:
    """One sort of things that need a person: how many, and the first of them.

    more: where all of them are, where the page shows that.
    """

    sort: str
    total: int
    lines: Sequence[Line] = ()
    cases: Sequence[Case] = ()
    more: str = ""


@dataclass(frozen=True)
class Seen:
    """What everybody sees of a moment. lines: every feed; backlog: rows by who owes the next step."""

    at: datetime
    needs: Sequence[Need]
    libraries: Sequence[Library]
    lines: Sequence[Line]
    backlog: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Overview:
    """The page: what is seen, and of the feeds those that are looked for."""

    seen: Seen
    board: Board


@dataclass
class Gatherer:
    """Gathers overviews; when feeds are due is reckoned once a minute, and anew each day.

    Who asks while another's is gathered, or shortly after, is told the same.
    """

    bureau: Callable[[], Bureau]
    host: Host
    _awaited: dict[str, date] = field(default_factory=dict)
    _read: tuple[date, float] | None = None
    _seen: tuple[Seen, float] | None = None
    _reading: Lock = field(default_factory=Lock)

    def gather(self, wanted: Wanted) -> Overview:
        """The overview as of now, or of at most SHARED seconds ago."""
        with self._reading:
            if self._seen is None or time.monotonic() - self._seen[1] > SHARED:
                self._seen = (self._look(), time.monotonic())
            seen = self._seen[0]
        return Overview(seen, feeds.board(seen.lines, wanted))

    def _look(self) -> Seen:
        bureau = self.bureau()
        catalog = bureau.catalog()
        # Of another database: no moment of ours is held for these.
        failing, building = self.host.failing(), self.host.building()
        with bureau.base.moment() as base:
            known = feeds.Known(self._due(base, catalog), failing)
            lines = feeds.lines(base, catalog, self.host, known)
            return Seen(
                at=clock.now(),
                needs=[*_feeds(lines), *self._cases(base, catalog)],
                libraries=libraries(base, catalog, building),
                lines=lines,
                backlog=_backlog(base, catalog),
            )

    def _due(self, base: Base, catalog: Catalog) -> dict[str, date]:
        day, now = clock.today(), time.monotonic()
        if self._read is None or self._read[0] != day or now - self._read[1] > FRESH:
            awaited = lateness.awaited(base, catalog.feeds.values())
            self._awaited = {one.feed.path: one.due for one in awaited}
            self._read = (day, now)
        return self._awaited

    def _cases(self, base: Base, catalog: Catalog) -> list[Need]:
        needs = []
        for sort in ("adjudicating", "overdue"):
            rows = base.rows(statement(f"base/desk/{sort}"), today=clock.today(), most=FIRST)
            cases = [self._case(row, catalog) for row in rows]
            needs.append(Need(sort, rows[0]["total"] if rows else 0, cases=cases))
        return needs

    def _case(self, row: Mapping[str, Any], catalog: Catalog) -> Case:
        path = f"{row['provider']}/{row['feed']}"
        return Case(
            case_id=row["case_id"],
            kind=row["kind"],
            feed=catalog.feeds[path].title if path in catalog.feeds else path,
            respondent=titled(catalog, row["respondent"]),
            rows=row["rows"],
            due=row["due"],
            overdue=row["overdue"],
        )


def _feeds(lines: Sequence[Line]) -> list[Need]:
    needs = []
    for sort in ("held", "failing", "late"):
        own = [line for line in lines if line.state == sort]
        more = Wanted(sort).query() if len(own) > FIRST else ""
        needs.append(Need(sort, len(own), lines=own[:FIRST], more=more))
    return needs


def _backlog(base: Base, catalog: Catalog) -> list[dict[str, Any]]:
    rows = base.rows(statement("base/desk/backlog"), today=clock.today())
    return [{**row, "title": titled(catalog, row["owner"])} for row in rows]
