"""What was promised is rechecked by the delivery that had to show it, and by no other."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa
from discrepancy.staged import ELSEWHERE, Scope, finding, settle
from discrepancy.test_docket import answer, cases, conflict, on, round_of, tell

from onesource import clock
from onesource.store.base import Base

CHECKS = Scope("feed:taxation/taxpayers", "a batch", declared=("taxation/taxpayers",))


def batch(base: Base, name: str, day: int, feed: str = "taxation/taxpayers", status="accepted"):
    """A delivery that was settled on a day, and in force since where it was accepted."""
    provider, own = feed.split("/")
    at = datetime(2026, 11, day, 2, tzinfo=clock.BUREAU_TIME)
    values = {"id": name, "provider": provider, "feed": own, "at": at, "status": status}
    with base.transaction() as connection:
        connection.execute(
            sa.text(
                "insert into registry.batch (batch_id, provider, feed, interval_at, content_hash,"
                " as_of, folder, status, received, accepted, quarantined, duplicates, rules,"
                " landed_at, settled_at, held_kind, held_reason) values (:id, :provider, :feed, :at,"
                " :id, '2026-11-01', :id, :status, 1, 1, 0, 0, 'r', :at, :at,"
                " case when :status = 'held' then 'volume' end,"
                " case when :status = 'held' then 'x' end)"
            ),
            values,
        )
        if status == "accepted":
            connection.execute(
                sa.text(
                    "insert into registry.feed (provider, feed, in_force, latest) values"
                    " (:provider, :feed, :id, :id) on conflict (provider, feed)"
                    " do update set in_force = :id, latest = :id"
                ),
                values,
            )


def build(base: Base, name: str, of: str) -> None:
    """A build of the population, in force, made of the delivery `of`."""
    with base.transaction() as connection:
        for statement in (
            "insert into registry.build (build_id, library, parent, inputs, rules, folder, as_of, status,"
            " golden, disagreements, built_at, published_at) values (:id, 'population', (select in_force"
            " from registry.library where library = 'population'), :id, 'r', :id, '2026-11-01',"
            " 'published', 1, 0, now(), now())",
            "insert into registry.build_input select :id, provider, feed, batch_id"
            " from registry.batch where batch_id = :of",
            "insert into registry.library values ('population', :id)"
            " on conflict (library) do update set in_force = :id",
        ):
            connection.execute(sa.text(statement), {"id": name, "of": of})


def promised(base: Base, *findings, scope: Scope) -> None:
    """A case told on the 2nd, all of whose rows were said to be corrected on the 5th."""
    settle(base, *findings, scope=scope)
    round_of(base, 1)
    tell(base, 2, "taxation")
    answer(base, 5, "corrected", *range(10))
    [case] = cases(base)
    assert (case["phase"], case["owner"]) == ("rechecking", "taxation")


def test_a_delivery_that_does_not_show_it_has_it_asked_again(base: Base):
    promised(base, finding(10, kind="invalid"), finding(20, kind="invalid"), scope=CHECKS)
    batch(base, "before", 4)
    assert round_of(base, 6) == []

    batch(base, "after", 6)
    settle(base, finding(20, kind="invalid"), scope=CHECKS, day=6)
    assert round_of(base, 7) == [("asked_again",)]

    [case] = cases(base)
    assert (case["phase"], case["rows"], case["unanswered"]) == ("asked", 1, 1)
    [last] = base.rows("select facts from discrepancy.case_entry order by entry_id desc limit 1")
    assert (last["facts"]["why"], last["facts"]["batch"]) == ("not_shown", "after")
    assert round_of(base, 7) == []


def test_a_delivery_that_shows_it_closes_the_case(base: Base):
    promised(base, finding(10, kind="invalid"), scope=CHECKS)
    batch(base, "after", 6)
    settle(base, scope=CHECKS, day=6)

    assert round_of(base, 7) == [("closed",)]
    assert cases(base)[0]["phase"] == "closed"


@pytest.mark.parametrize("status", ["held", "landed"])
def test_a_delivery_that_was_not_taken_in_shows_nothing(base: Base, status: str):
    promised(base, finding(10, kind="invalid"), scope=CHECKS)
    batch(base, "after", 6, status=status)

    assert round_of(base, 7) == []


def test_the_same_delivery_again_does_not_show_it_either(base: Base):
    promised(base, finding(10, kind="invalid"), scope=CHECKS)
    batch(base, "before", 4)
    batch(base, "after", 6, status="unchanged")

    assert round_of(base, 7) == [("asked_again",)]


def test_another_department_s_delivery_is_not_looked_at(base: Base):
    promised(base, finding(10, kind="invalid"), scope=CHECKS)
    batch(base, "theirs", 6, feed="health/contacts")
    batch(base, "another", 6, feed="taxation/invoices")

    assert round_of(base, 7) == []


def test_what_mastering_found_waits_for_the_library_to_be_built_of_it(base: Base):
    promised(base, conflict(1), scope=ELSEWHERE)
    with base.transaction() as connection:
        connection.execute(sa.text("update discrepancy.finding set scope = 'library:population'"))
    batch(base, "after", 6)
    assert round_of(base, 7) == []

    build(base, "a build", of="after")
    assert round_of(base, 7) == [("asked_again",)]


def test_a_delivery_on_the_day_of_the_answer_counts_by_the_hour(base: Base):
    promised(base, finding(10, kind="invalid"), scope=CHECKS)
    with on(5):
        batch(base, "that morning", 5)

    assert round_of(base, 6) == []
