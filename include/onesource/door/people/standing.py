"""How a provider stands: its cases of the last year, its feeds as they came last. Counts alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from onesource import clock
from onesource.door.bureau import Bureau
from onesource.notice.model import ProviderFacts
from onesource.store.sql import statement

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Feed:
    """A feed: its last batch, the accounts of the one in force, and the open rows of cases about it."""

    title: str
    landed_at: datetime
    as_of: date
    status: str
    received: int | None
    accepted: int | None
    quarantined: int | None
    duplicates: int | None
    open: int

    @property
    def accepted_share(self) -> float | None:
        """Of the rows received, those accepted; a row told twice alike is."""
        if not self.received:
            return None
        return (self.received - (self.quarantined or 0)) / self.received


@dataclass(frozen=True)
class Standing:
    """answered: cases answered since then; in_time: those never overdue; escalated: those that were."""

    since: date
    answered: int
    in_time: int
    escalated: int
    closed: int
    feeds: Sequence[Feed]


def of(bureau: Bureau, facts: ProviderFacts) -> Standing:
    """How a provider stands today."""
    since = clock.now() - YEAR
    with bureau.base.moment() as base:
        [record] = base.rows(statement("base/door/record"), provider=facts.slug, since=since)
        feeds = base.rows(statement("base/door/feeds"), provider=facts.slug)
    return Standing(since.date(), **record, feeds=[_feed(row, facts) for row in feeds])


def _feed(row: dict[str, Any], facts: ProviderFacts) -> Feed:
    slug = row.pop("feed")
    return Feed(title=facts.feeds.get(slug, slug), **row)
