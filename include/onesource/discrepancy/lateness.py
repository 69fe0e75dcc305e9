"""Decides which feeds are late: those whose update cycle and days of grace passed without a delivery.

A file that is fetched again is no new delivery; a system that is asked and answers
delivers each time. A feed that never delivered is not late: it has not begun.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pyarrow as pa

from onesource import clock
from onesource.catalog import Feed
from onesource.discrepancy.findings import SCHEMA
from onesource.store import sql
from onesource.store.base import Base

CYCLES = {  # update cycle → how long it is at most, in days, and its name
    "daily": (1, "每日"),
    "weekly": (7, "每周"),
    "monthly": (31, "每月"),
    "quarterly": (92, "每季度"),
    "half_yearly": (184, "每半年"),
    "yearly": (366, "每年"),
}
REMEDY = "请尽快报送，收到后自动核销；不能按期的，请选“申请延期”，并写明天数和批准人"


@dataclass(frozen=True)
class Late:
    """A feed's last delivery's day, and the last day for the next one: late once that has passed."""

    feed: Feed
    last: date
    due: date


def late(base: Base, feeds: Iterable[Feed]) -> list[Late]:
    """Those of `feeds` whose next delivery was due before today."""
    return [one for one in awaited(base, feeds) if one.due < clock.today()]


def awaited(base: Base, feeds: Iterable[Feed]) -> list[Late]:
    """When the next delivery of each of `feeds` that ever delivered is due at the latest."""
    declared = {feed.path: feed for feed in feeds}
    asked = [path for path, feed in declared.items() if is_asked(feed)]
    rows = base.rows(sql.statement("base/discrepancy/arrivals"), asked=asked)
    known = [(declared[row["path"]], row["last_at"]) for row in rows if row["path"] in declared]
    return [_due(feed, last) for feed, last in known]


def is_asked(feed: Feed) -> bool:
    """Whether its source is asked and answers, rather than laying files down."""
    return feed.source.kind != "front_end_machine"


def told(base: Base) -> set[str]:
    """The feeds (`<provider>/<feed>`) that are told to be late."""
    return {row["path"] for row in base.rows(sql.statement("base/discrepancy/told_late"))}


def _due(feed: Feed, last_at: datetime) -> Late:
    last = last_at.astimezone(clock.BUREAU_TIME).date()
    days, _ = CYCLES[feed.update_cycle]
    return Late(feed, last, last + timedelta(days=days + feed.late_after_days))


def finding(one: Late) -> pa.Table:
    """The one finding of a late feed, in the form in which findings are staged.

    It stays the same from day to day; how late the feed is by now is for the report to say.
    """
    feed, (_, cycle) = one.feed, CYCLES[one.feed.update_cycle]
    row: dict[str, object] = {
        "finding_id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"late\x1f{feed.path}")),
        "kind": "late",
        "severity": "critical",
        "provider": feed.provider,
        "feed": feed.name,
        "library": feed.supplies.library,
        "entity": feed.supplies.entity,
        "rule": "update_cycle",
        "detail": json.dumps(
            {
                "message": f"《{feed.title}》约定{cycle}更新，最近一次收到数据是 {one.last}，"
                f"下一次最迟应于 {one.due} 送达，尚未收到",
                "remedy": REMEDY,
                "last": str(one.last),
                "due": str(one.due),
            },
            ensure_ascii=False,
        ),
        "waiting": False,
    }
    return pa.Table.from_pylist([row], schema=SCHEMA)
