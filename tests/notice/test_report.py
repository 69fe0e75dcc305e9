"""What a report gathers from the base database, and when two reports say the same."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from notice.given import (
    FINDING,
    MONDAY,
    TUESDAY,
    arrive,
    batch,
    finding,
    gather,
    keep,
    report,
    tangled,
)

from onesource.notice.model import Finding, Report
from onesource.store.base import Base


def gathered(base: Base, at=MONDAY) -> Report:
    with base.transaction() as connection:
        return gather(connection, "round", at)


def plain(findings: Iterable[Finding]) -> list[Finding]:
    """Findings without who is asked about them."""
    return [replace(one, provider=None, respondent=None, case_id=None) for one in findings]


def tell(base: Base, at) -> None:
    with base.transaction() as connection:
        connection.execute(
            sa.text(
                "insert into notice.delivery values"
                " ('one', 'statistics', 'r', 'hash', 'c', '{}', 1, 1, 0, :at,"
                " (select max(event_id) from discrepancy.finding_event), 0)"
            ),
            {"at": at},
        )


def test_a_report_holds_its_providers_open_findings_and_nobody_elses(empty: Base):
    keep(empty, finding(), finding("uncovered"))
    keep(empty, finding(key="other"), provider="civil_affairs")
    keep(empty, finding(key="settled", closed_at=MONDAY, closed_by="data"))

    told = gathered(empty)

    assert [section.kind for section in told.sections] == ["conflict", "uncovered"]
    assert plain(told.sections[0].findings) == [finding(fresh=True)]
    assert (told.findings, told.opened, told.closed) == (2, 2, ())


def test_conflicts_with_one_cause_stand_first(empty: Base):
    keep(empty, *tangled())

    (section,) = gathered(empty).sections

    assert section.findings[:9] == section.misplaced
    assert section.findings[9:] == section.in_place


def test_what_was_told_of_and_settled_since_is_closed(empty: Base):
    settled = finding(key="told", closed_at=TUESDAY, closed_by="data")
    keep(empty, finding(key="told"), finding())
    tell(empty, MONDAY)
    short_lived = finding(key="short", closed_at=TUESDAY, closed_by="data")
    keep(empty, settled, short_lived, finding("uncovered"))

    told = gathered(empty, at=TUESDAY)

    assert plain(told.closed) == [settled]
    assert (told.findings, told.opened) == (2, 1)


def test_the_order_of_events_tells_what_is_new_and_no_clock_does(empty: Base):
    keep(empty, finding())
    tell(empty, TUESDAY)
    keep(empty, finding("uncovered", opened_at=MONDAY))

    told = gathered(empty, at=MONDAY)

    assert [one.kind for one in told.sections if told.new_in(one)] == ["uncovered"]


def test_what_came_back_and_went_again_since_is_settled(empty: Base):
    settled = finding(closed_at=TUESDAY, closed_by="data")
    keep(empty, finding())
    tell(empty, MONDAY)
    keep(empty, settled)
    keep(empty, finding(times_opened=2))
    keep(empty, replace(settled, times_opened=2))

    assert [one.times_opened for one in gathered(empty, at=TUESDAY).closed] == [2]


def test_how_late_a_feed_is_by_now_is_told_and_is_no_news(empty: Base):
    detail = {"message": "《统计用区划代码》尚未收到", "due": "2026-11-20"}
    keep(empty, finding("late", element=None, detail=detail))

    monday, tuesday = gathered(empty), gathered(empty, at=TUESDAY)

    [said] = [one.detail["message"] for one in tuesday.sections[0].findings]
    assert said == "《统计用区划代码》尚未收到，截至本报告日已逾期 4 天"
    assert monday.content_hash == tuesday.content_hash


def test_a_held_delivery_comes_before_the_one_in_force(empty: Base):
    arrive(empty, batch(), batch("held", accepted=None, quarantined=None, duplicates=None))

    told = gathered(empty)

    assert [one.status for one in told.batches] == ["held", "accepted"]
    assert told.held[0].held_reason == "少了 40%"


def test_an_unchanged_situation_gives_an_equal_hash(empty: Base):
    keep(empty, *tangled())
    first = gathered(empty)

    keep(empty, *(replace(one, row_number=one.row_number + 1) for one in tangled()))

    assert gathered(empty, at=TUESDAY).content_hash == first.content_hash


@pytest.mark.parametrize(
    "change",
    [
        {"provider_value": "别的"},
        {"golden_value": "别的"},
        {"detail": {"stands_at": "1"}},
        {"times_opened": 2},
        {"severity": "warning"},
    ],
)
def test_whatever_a_reader_would_see_changes_the_hash(change):
    assert report([finding(**change)]).content_hash != report([finding()]).content_hash


def test_a_hold_and_its_reason_change_the_hash():
    held = report([], batches=(batch("held"),))
    otherwise = report([], batches=(batch("held", held_reason="少了 50%"),))

    assert len({report([]).content_hash, held.content_hash, otherwise.content_hash}) == 3


def test_a_hundred_thousand_findings_are_gathered_in_seconds(empty: Base):
    with empty.transaction() as connection:
        connection.execute(
            sa.text(
                "insert into discrepancy.finding (finding_id, scope, kind, severity, respondent, provider,"
                " feed, entity_key, rule, status, opened_at) select gen_random_uuid(), 'x',"
                " 'uncovered', 'critical', 'statistics', 'statistics', 'divisions', i, 'coverage', 'open',"
                " :at from generate_series(1, 100000) as i"
            ),
            {"at": MONDAY - timedelta(days=1)},
        )

    started = time.monotonic()
    told = gathered(empty)

    assert told.findings == 100_000
    assert time.monotonic() - started < 15


def test_a_report_is_of_one_moment(empty: Base):
    with empty.transaction() as connection:
        before = gather(connection, "round", MONDAY)
        with empty.transaction() as other:
            values = asdict(finding()) | {"detail": "{}", "provider": "x", "status": "open"}
            other.execute(FINDING, values)
        again = connection.execute(sa.text("select count(*) from discrepancy.finding")).scalar()

    assert (before.findings, again) == (0, 0)
