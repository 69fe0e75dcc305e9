"""What a report gathers from the base database, and when two reports say the same."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from notice.given import MONDAY, STATISTICS, TUESDAY, arrive, batch, finding, keep, report, tangled

from onesource.notice.model import Report
from onesource.notice.report import collect
from onesource.store.base import Base


def gathered(base: Base, at=MONDAY) -> Report:
    with base.transaction() as connection:
        return collect(connection, STATISTICS, "round", at)


def tell(base: Base, at) -> None:
    with base.transaction() as connection:
        connection.execute(
            sa.text(
                "insert into notice.delivery values"
                " ('one', 'statistics', 'r', 'hash', 'c', '{}', 1, 1, 0, :at)"
            ),
            {"at": at},
        )


def test_a_report_holds_its_providers_open_findings_and_nobody_elses(empty: Base):
    keep(empty, finding(), finding("uncovered"))
    keep(empty, finding(key="other"), provider="civil_affairs")
    keep(empty, finding(key="settled", closed_at=MONDAY, closed_by="data"))

    told = gathered(empty)

    assert [section.kind for section in told.sections] == ["conflict", "uncovered"]
    assert told.sections[0].findings == (finding(),)
    assert (told.findings, told.opened, told.closed) == (2, 2, ())


def test_conflicts_with_one_cause_stand_first(empty: Base):
    keep(empty, *tangled())

    (section,) = gathered(empty).sections

    assert section.findings[:9] == section.misplaced
    assert section.findings[9:] == section.in_place


def test_what_was_told_of_and_settled_since_is_closed(empty: Base):
    settled = finding(key="told", closed_at=TUESDAY, closed_by="data")
    untold = replace(finding(key="untold"), opened_at=TUESDAY)
    short_lived = replace(settled, finding_id=untold.finding_id, opened_at=TUESDAY)
    keep(empty, settled, short_lived, replace(finding("uncovered"), opened_at=TUESDAY), finding())
    tell(empty, MONDAY)

    told = gathered(empty, at=TUESDAY)

    assert told.closed == (settled,)
    assert (told.findings, told.opened) == (2, 1)


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
                "insert into discrepancy.finding (finding_id, scope, kind, severity, provider,"
                " feed, entity_key, rule, status, opened_at) select gen_random_uuid(), 'x',"
                " 'uncovered', 'critical', 'statistics', 'divisions', i, 'coverage', 'open', :at"
                " from generate_series(1, 100000) as i"
            ),
            {"at": MONDAY - timedelta(days=1)},
        )

    started = time.monotonic()
    told = gathered(empty)

    assert told.findings == 100_000
    assert time.monotonic() - started < 15


def test_a_report_is_of_one_moment(empty: Base):
    with empty.transaction() as connection:
        before = collect(connection, STATISTICS, "round", MONDAY)
        keep(empty, finding())
        again = connection.execute(sa.text("select count(*) from discrepancy.finding")).scalar()

    assert (before.findings, again) == (0, 0)
