"""Which feeds are late, and since when that is told."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Catalog
from onesource.discrepancy import lateness
from onesource.notice.kinds import KINDS
from onesource.pipeline import round as rounds
from onesource.pipeline.house import House
from onesource.store.base import Base

FILE, ASKED = "taxation/taxpayers", "civil_affairs/city_divisions"
INSERT = sa.text(
    "insert into registry.batch (batch_id, provider, feed, interval_at, content_hash, as_of,"
    " folder, status, held_kind, held_reason, landed_at, settled_at) values (:batch, :provider,"
    " :feed, :at, :content, :day, 'f', :status, :kind, :reason, :at, :at)"
)


def day(number: int, month: int = 11) -> datetime:
    return datetime(2026, month, number, 10, tzinfo=clock.BUREAU_TIME)


def arrive(base: Base, path: str, at: datetime, content: str = "a", status: str = "held") -> None:
    provider, _, feed = path.partition("/")
    held = status == "held"
    with base.transaction() as connection:
        connection.execute(
            INSERT,
            {
                "batch": f"{path}.{at}",
                "provider": provider,
                "feed": feed,
                "at": at,
                "content": content,
                "day": at.date(),
                "status": status,
                "kind": "volume" if held else None,
                "reason": "less" if held else None,
            },
        )


def watch(base: Base, at: datetime) -> list[str]:
    with clock.at(at):
        return rounds.watch(House(base))


def due(path: str) -> int:
    """How many days after a delivery the next one is due."""
    feed = Catalog.load().feed(path)
    return lateness.CYCLES[feed.update_cycle][0] + feed.late_after_days


def events(base: Base) -> list[str]:
    rows = base.rows("select event from discrepancy.finding_event order by event_id")
    return [row["event"] for row in rows]


def test_a_feed_is_late_the_day_after_its_turn(base: Base):
    arrive(base, FILE, day(1, 1), status="held")
    last = day(1, 1).date().toordinal() + due(FILE)
    due_on = datetime.fromordinal(last).replace(hour=23, tzinfo=clock.BUREAU_TIME)

    assert watch(base, due_on) == []
    assert watch(base, due_on.fromordinal(last + 1).replace(tzinfo=clock.BUREAU_TIME)) == [FILE]


def test_it_says_which_since_when_and_until_when_and_stays_the_same(base: Base):
    arrive(base, FILE, day(1, 1))
    watch(base, day(1))
    watch(base, day(2))

    [row] = base.rows("select * from discrepancy.finding")
    title = Catalog.load().feed(FILE).title
    assert (row["kind"], row["rule"], row["provider"]) == ("late", "update_cycle", "taxation")
    assert (row["scope"], row["status"]) == (f"late:{FILE}", "open")
    assert row["detail"]["message"].startswith(f"《{title}》约定每")
    assert "最近一次收到数据是 2026-01-01" in row["detail"]["message"]
    assert row["detail"]["due"] in row["detail"]["message"]
    assert events(base) == ["opened"]


def test_it_asks_for_what_more_time_needs(base: Base):
    arrive(base, FILE, day(1, 1))
    watch(base, day(1))

    [row] = base.rows("select * from discrepancy.finding")
    assert "“申请延期”，并写明天数和批准人" in row["detail"]["remedy"]
    assert KINDS["late"].remedy == f"{row['detail']['remedy']}。"


def test_it_closes_by_itself_when_a_delivery_arrives(base: Base):
    arrive(base, FILE, day(1, 1))
    watch(base, day(1))
    arrive(base, FILE, day(2), "another")

    assert watch(base, day(2)) == []
    assert events(base) == ["opened", "closed"]


@pytest.mark.parametrize("status", ["unchanged", "held"])
def test_a_file_fetched_again_is_no_new_delivery(base: Base, status: str):
    arrive(base, FILE, day(1, 1), status="held")
    arrive(base, FILE, day(1), status=status)

    assert watch(base, day(1)) == [FILE]


def test_a_system_that_is_asked_delivers_whenever_it_answers(base: Base):
    arrive(base, ASKED, day(1, 1))
    arrive(base, ASKED, day(1), status="unchanged")

    assert watch(base, day(1)) == []


def test_who_never_delivered_is_not_late(base: Base):
    assert watch(base, day(1)) == []
