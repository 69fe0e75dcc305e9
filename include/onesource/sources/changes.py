"""What a source that tells changes is asked for: everything changed since the latest change seen.

The latest change seen is the watermark. A row is stamped when it is written and is seen when
its transaction commits, so that a row stamped before the watermark may appear after it was
taken: each reading begins OVERLAP before the watermark, the longest a transaction over there
is believed to last. Rows that come again are recognised as unchanged; what lasts longer still
is found when the whole is read again. A stamp from the future is no watermark: it
would hide every change until that day comes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from onesource import clock
from onesource.catalog.feed import Feed
from onesource.errors import Refused

OVERLAP = timedelta(hours=1)
AHEAD = timedelta(days=1)  # how far a clock over there may be ahead of ours
DAY = len("2026-01-31")


@dataclass(frozen=True)
class Changes:
    """What tells changes over there, and how far they have been seen.

    column: its name over there. watermark: None where the whole is asked for.
    """

    column: str
    watermark: str | None = None

    @classmethod
    def of(cls, feed: Feed, watermark: str | None) -> Changes | None:
        """What `feed` is asked for, None where it delivers snapshots."""
        if feed.mode == "snapshot" or feed.changed_by is None:
            return None
        return cls(feed.contract.delivered(feed.changed_by), watermark)

    def since(self) -> str | None:
        """The moment after which rows are asked for, in the watermark's own form.

        Raises Refused for a watermark that is no moment.
        """
        if self.watermark is None:
            return None
        moment = _moment(self.watermark)
        if moment is None:
            raise self.unreadable(self.watermark)
        if len(self.watermark) == DAY:
            return (moment - timedelta(days=1)).date().isoformat()
        text = (moment - OVERLAP).isoformat("T" if "T" in self.watermark else " ")
        return text.replace("+00:00", "Z") if self.watermark.endswith("Z") else text

    def latest(self, values: Iterable[object]) -> str | None:
        """The watermark after `values` were seen: it rises only, and not into the future.

        Raises Refused where values came and none of them is a moment.
        """
        best, reached = self.watermark, instant(self.watermark)
        bound, told, read = ceiling(), None, False
        for value in values:
            told = value if told is None else told
            seen = instant(value)
            read = read or seen is not None
            if seen is not None and seen <= bound and (reached is None or seen > reached):
                best, reached = str(value).strip(), seen
        if told is not None and not read:
            raise self.unreadable(told)
        return best

    def unreadable(self, value: object) -> Refused:
        """The refusal of stamps that are no moments."""
        return Refused(
            f"{self.column} is {str(value)[:40]!r}, which tells no moment; "
            "deliver it as 2026-01-31T08:00:00+08:00",
            rule="watermark",
            column=self.column,
        )

    def repeats(self, values: Iterable[object]) -> int:
        """How many of `values` are not later than the watermark."""
        reached = instant(self.watermark)
        if reached is None:
            return 0
        return sum(seen <= reached for seen in map(instant, values) if seen is not None)


def ceiling() -> datetime:
    """The last moment that can be a watermark."""
    return clock.now() + AHEAD


def instant(value: object) -> datetime | None:
    """The moment an ISO text tells, one without a zone in the bureau's time; None for any other."""
    moment = None if value is None else _moment(str(value).strip())
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=clock.BUREAU_TIME)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
