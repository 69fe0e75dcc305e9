"""What a batch is: one delivery of one feed for one interval, named by its content.

The same delivery for the same interval has the same name, so that landing twice
lands once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from onesource.catalog import Feed
from onesource.errors import Refused

HeldKind = Literal["contract", "volume"]
Mode = Literal["snapshot", "changes"]


@dataclass(frozen=True)
class Batch:
    """One batch as it is landed.

    interval_at: the run it was delivered for, aware. as_of: the date its claims hold for.
    mode: the whole, or what changed since the batch in force. watermark: how far changes were seen.
    """

    provider: str
    feed: str
    interval_at: datetime
    content_hash: str
    as_of: date
    received: int | None = None
    mode: Mode = "snapshot"
    watermark: str | None = None

    @property
    def batch_id(self) -> str:
        """`<provider>.<feed>.<interval in UTC>.<first 16 digits of the content hash>`."""
        moment = self.interval_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        return f"{self.provider}.{self.feed}.{moment}.{self.content_hash[:16]}"

    @property
    def folder(self) -> str:
        """Its folder in the lake."""
        return f"landing/{self.provider}/{self.feed}/{self.batch_id}"


class Held(Refused):
    """A batch that was kept but is not let through; what was in force before stays in force."""

    def __init__(self, feed: Feed, batch: Batch, kind: HeldKind, cause: Refused) -> None:
        super().__init__(f"held {feed.path}, {batch.batch_id}: {cause.message}", **cause.facts)
        self.batch = batch
        self.kind: HeldKind = kind
        self.cause = cause


@dataclass(frozen=True)
class Before:
    """The batch in force, where a whole can be judged by how it differs from it.

    most: how many rows may differ, so that only these are kept.
    """

    batch_id: str
    most: int
