"""One feed: what became of its batches, how they went, what was agreed on, where its runs are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onesource.catalog import Feed
from onesource.desk.host import Host
from onesource.desk.titles import titled
from onesource.door.bureau import Bureau
from onesource.store.sql import statement

A_PAGE = 30
COUNTS = ("received", "accepted", "quarantined", "duplicates")


@dataclass(frozen=True)
class Shown:
    """A page of a feed's batches, the latest first.

    trends: of its last accepted batches, the oldest first, each of COUNTS; results: what those
    failed, a rule and element each; cases: how many about it are open. runs: the address of
    its runs.
    """

    feed: Feed
    provider: str
    batches: Sequence[Mapping[str, Any]]
    total: int
    page: int
    trends: Mapping[str, Sequence[int]]
    results: Sequence[Mapping[str, Any]]
    cases: int
    runs: str

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // A_PAGE))


def shown(bureau: Bureau, host: Host, path: str, page: int) -> Shown | None:
    """The feed `<provider>/<feed>`; None where none of that name is declared."""
    catalog = bureau.catalog()
    feed = catalog.feeds.get(path)
    if feed is None:
        return None
    own = {"provider": feed.provider, "feed": feed.name}
    window = {"most": A_PAGE, "skipped": (page - 1) * A_PAGE}
    with bureau.base.moment() as base:
        batches = base.rows(statement("base/desk/batches"), **own, **window)
        trend = base.rows(statement("base/desk/accounts"), **own)
        results = base.rows(statement("base/desk/results"), **own)
        [open_cases] = base.rows(statement("base/desk/cases_of"), **own)
    if not batches and page > 1:  # there are not so many any more
        return shown(bureau, host, path, 1)
    return Shown(
        feed=feed,
        provider=titled(catalog, feed.provider),
        batches=batches,
        total=batches[0]["total"] if batches else 0,
        page=page,
        trends={name: [row[name] for row in trend] for name in COUNTS},
        results=results,
        cases=open_cases["cases"],
        runs=host.feed(path),
    )
