"""The desk, really served to a visitor of the test's choice, over a base database that the test fills."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import requests
import sqlalchemy as sa
from door.front import WAIT, Set, serving

from onesource.desk.app import desk
from onesource.desk.host import ROLES, Host, Visitor
from onesource.door.bureau import Bureau
from onesource.store.base import Base

OFFICER = Visitor("officer", frozenset(ROLES))
BATCH = (
    "insert into registry.batch (batch_id, provider, feed, interval_at, content_hash, as_of, folder,"
    " status, received, accepted, quarantined, duplicates, rules, held_kind, held_reason, landed_at,"
    " settled_at) values (:batch, :provider, :feed, :at, :batch, :day, 'f', :status, :received,"
    " :accepted, :quarantined, 0, 'r', :kind, :reason, :at, :at)"
)
FEED = (
    "insert into registry.feed (provider, feed, in_force, latest, as_of) values (:provider, :feed,"
    " :in_force, :batch, :day) on conflict (provider, feed) do update set latest = excluded.latest,"
    " in_force = coalesce(excluded.in_force, feed.in_force)"
)
BUILD = (
    "insert into registry.build (build_id, library, parent, inputs, rules, folder, as_of, status,"
    " golden, disagreements, built_at, published_at) values (:build, 'geospatial', :parent, 'i', 'r',"
    " 'f', :day, 'published', :golden, 7, :at, :at)"
)


@dataclass
class Lectern:
    """A served desk. visitor: who looks at it next; failing, building: what its host says did, and is."""

    base: Base
    served: Set
    url: str
    told: dict[str, Any]
    session: requests.Session = field(default_factory=requests.Session)

    def look(self, query: str = "", **given: Any) -> requests.Response:
        return self.session.get(f"{self.url}/{query}", timeout=WAIT, **given)

    def run(self, statement: str, **values: Any) -> None:
        with self.base.transaction() as connection:
            connection.execute(sa.text(statement), values)

    def batch(self, path: str, at: datetime, held: str | None = None) -> None:
        """A feed delivers three rows, of which one is set aside; held: why all of them are."""
        provider, _, feed = path.partition("/")
        batch = f"{path}.{at:%Y%m%d}"
        who = {"batch": batch, "provider": provider, "feed": feed, "day": at.date()}
        counts = {"received": 1003, "accepted": 1002, "quarantined": 1}
        if held:
            counts = dict.fromkeys(counts)
        told = {"status": "held" if held else "accepted", "kind": "contract" if held else None}
        self.run(BATCH, **who, **counts, **told, at=at, reason=held)
        self.run(FEED, **who, in_force=None if held else batch)

    def builds(self, at: datetime, *sizes: int) -> None:
        """The geospatial library is published once for each size, a day apart, the last one at `at`."""
        parent = None
        for back, golden in zip(range(len(sizes))[::-1], sizes, strict=True):
            build, when = f"build-{golden}", at - timedelta(days=back)
            self.run(BUILD, build=build, parent=parent, golden=golden, day=when.date(), at=when)
            parent = build
        self.run("insert into registry.library values ('geospatial', :build)", build=parent)


@contextmanager
def opened(base: Base, at: datetime) -> Iterator[Lectern]:
    """The desk over a base database, served by uvicorn."""
    told: dict[str, Any] = {"visitor": OFFICER, "failing": set(), "building": {}}

    async def visitor(request: object) -> Visitor | None:
        return told["visitor"]

    bureau = Bureau(base)
    host = Host(visitor, lambda: told["failing"], building=lambda: told["building"])
    served = Set(desk(lambda: bureau, host), at)
    with serving(served) as url:
        yield Lectern(base, served, url, told)


class Read(HTMLParser):
    """A page as a browser understands it: tags with their attributes, and the text of each section."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.append((tag, told))
        if tag == "section":
            self.open.append(told.get("aria-labelledby") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self.open.pop()

    def handle_data(self, data: str) -> None:
        for name in self.open:
            self.texts[name] = f"{self.texts.get(name, '')} {' '.join(data.split())}".strip()

    def links(self) -> list[str]:
        return [told["href"] or "" for tag, told in self.tags if tag == "a"]
