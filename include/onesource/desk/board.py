"""The feeds as a board: how each stands, the most pressing first, found by state and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onesource import clock
from onesource.catalog import Catalog
from onesource.desk.address import query
from onesource.desk.host import Host, dag_id
from onesource.desk.titles import titled
from onesource.store.base import Base
from onesource.store.sql import statement

STATES = ("held", "failing", "late", "waiting", "on_time")  # the most pressing first
A_PAGE = 50
LONGEST = 100  # characters that are searched for


@dataclass(frozen=True)
class Line:
    """One feed. counts: of its last batch that was counted, of the data day as_of."""

    path: str
    title: str
    provider: str
    state: str
    due: date | None
    reason: str | None
    as_of: date | None
    counts: Mapping[str, int | None]
    href: str


@dataclass(frozen=True)
class Wanted:
    """Which feeds are looked for: in a state, by words in their names, which page."""

    state: str = ""
    words: str = ""
    page: int = 1

    def query(self, **other: object) -> str:
        """The address of this, or of another page or state of it."""
        told = {"state": self.state, "q": self.words, "page": self.page, **other}
        return query(told, "feeds")


@dataclass(frozen=True)
class Board:
    """A page of the feeds that were looked for; states: how many there are in each."""

    lines: tuple[Line, ...]
    found: int
    page: int
    pages: int
    states: Mapping[str, int]
    wanted: Wanted


@dataclass(frozen=True)
class Known:
    """awaited: until when each feed that ever delivered is due. failing: the DAGs whose last run failed."""

    awaited: Mapping[str, date]
    failing: Collection[str]


def lines(base: Base, catalog: Catalog, host: Host, known: Known) -> list[Line]:
    """Every declared feed, the most pressing first."""
    rows = {row["path"]: row for row in base.rows(statement("base/desk/feeds"))}
    made = []
    for path, feed in catalog.feeds.items():
        row: Mapping[str, Any] = rows.get(path, {})
        due = known.awaited.get(path)
        made.append(
            Line(
                path=path,
                title=feed.title,
                provider=titled(catalog, feed.provider),
                state=_state(path, row, due, known.failing),
                due=due,
                reason=row.get("held_reason"),
                as_of=row.get("as_of"),
                counts={
                    name: row.get(name)
                    for name in ("received", "accepted", "quarantined", "duplicates")
                },
                href=host.feed(path),
            )
        )
    return sorted(
        made, key=lambda line: (STATES.index(line.state), line.due or date.max, line.path)
    )


def _state(path: str, row: Mapping[str, Any], due: date | None, failing: Collection[str]) -> str:
    if row.get("status") == "held":
        return "held"
    if dag_id(path) in failing:
        return "failing"
    if due is None:
        return "waiting"
    return "late" if due < clock.today() else "on_time"


def board(known: Iterable[Line], wanted: Wanted) -> Board:
    """The page that is wanted of `known`; the last one where there are not so many."""
    words = wanted.words.casefold().split()
    named = [
        line
        for line in known
        if all(word in f"{line.title} {line.provider} {line.path}".casefold() for word in words)
    ]
    found = [line for line in named if wanted.state in ("", line.state)]
    pages = max(1, -(-len(found) // A_PAGE))
    page = min(wanted.page, pages)
    shown = tuple(found[(page - 1) * A_PAGE : page * A_PAGE])
    count = Counter(line.state for line in named)
    states = {state: count[state] for state in STATES}
    return Board(shown, len(found), page, pages, states, wanted)
