"""What was promised is rechecked by the delivery that had to show it, and by no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from discrepancy.staged import ELSEWHERE, Scope, finding, settle
from discrepancy.test_docket import OFFICE, answer, cases, conflict, on, round_of, tell

from onesource import clock
from onesource.discrepancy import actions, docket, steps
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


def test_a_file_fetched_again_is_no_delivery_and_a_system_s_same_answer_is(base: Base):
    promised(base, finding(10, kind="invalid"), scope=CHECKS)
    batch(base, "before", 4)
    batch(base, "after", 6, status="unchanged")

    assert round_of(base, 7) == []
    asks = replace(OFFICE, asked=frozenset({"taxation/taxpayers"}))
    assert round_of(base, 7, asks) == [("asked_again",)]


def test_who_mends_a_yearly_feed_has_until_it_delivers(base: Base):
    slow = replace(OFFICE, expected={"taxation/taxpayers": date(2027, 1, 15)})
    settle(base, finding(10, kind="invalid"), scope=CHECKS)
    round_of(base, 1)
    tell(base, 2, "taxation")
    answer(base, 5, "corrected", *range(10), office=slow)

    assert [str(case["due"]) for case in cases(base)] == ["2027-01-15"]
    assert round_of(base, 40, slow) == []


def disputed(base: Base) -> str:
    """A conflict disputed on the 5th and referred to the bureau on the 6th; its case's id."""
    settle(base, conflict(1), conflict(2), scope=ELSEWHERE)
    with base.transaction() as connection:
        connection.execute(sa.text("update discrepancy.finding set scope = 'library:population'"))
    round_of(base, 1)
    tell(base, 2, "taxation")
    answer(base, 5, "disputed", *range(10))
    [case] = cases(base)
    take(base, 6, case, lambda one, now: steps.refer(one, "public_security", "无法一致", now))
    return str(case["case_id"])


def take(base: Base, day: int, case, decide) -> None:
    with on(day), base.transaction() as connection:
        docket.take(connection, str(case["case_id"]), lambda one: decide(one, OFFICE.now(one)))


@pytest.mark.parametrize("mends", ["taxation", "public_security"])
def test_what_the_bureau_decided_stands_until_a_delivery_shows_otherwise(base: Base, mends: str):
    disputed(base)
    [case] = cases(base)
    take(base, 7, case, lambda one, now: steps.decide(one, mends, "以登记为准", now))

    assert round_of(base, 8) == []
    assert round_of(base, 9) == []
    assert [(case["phase"], case["owner"]) for case in cases(base)] == [("rechecking", mends)]

    feed = {"taxation": "taxation/taxpayers", "public_security": "public_security/persons"}[mends]
    batch(base, "after", 10, feed=feed)
    build(base, "a build", of="after")
    told = {"taxation": "asked_again", "public_security": "referred"}[mends]
    assert round_of(base, 11) == [(told,)]
    assert round_of(base, 11) == []
    stands = {"taxation": ("asked", "taxation"), "public_security": ("adjudicating", "bureau")}
    assert [(case["phase"], case["owner"]) for case in cases(base)] == [stands[mends]]


def test_who_gives_in_has_the_next_delivery_to_show_it(base: Base):
    settle(base, conflict(1), scope=ELSEWHERE)
    round_of(base, 1)
    tell(base, 2, "taxation")
    answer(base, 5, "disputed", *range(10))
    [case] = cases(base)
    take(base, 6, case, lambda one, now: steps.agree(one, "public_security", now))

    assert round_of(base, 7) == []
    assert [(one["phase"], one["owner"]) for one in cases(base)] == [
        ("rechecking", "public_security")
    ]


def test_who_stands_by_its_dispute_has_the_bureau_decide(base: Base):
    settle(base, conflict(1), scope=ELSEWHERE)
    round_of(base, 1)
    tell(base, 2, "taxation")
    answer(base, 5, "disputed", *range(10))
    [case] = cases(base)
    words = {"reason": "户口簿为准"}
    take(base, 6, case, lambda one, now: steps.propose(one, "public_security", words, now))

    assert answer(base, 7, "disputed", *range(10)) == ["answered", "referred"]
    assert [one["phase"] for one in cases(base)] == ["adjudicating"]


def test_what_is_nobody_s_of_the_two_is_the_bureau_s_to_give(base: Base):
    settle(base, conflict(1), conflict(2), scope=ELSEWHERE)
    round_of(base, 1)
    tell(base, 2, "taxation")
    answer(base, 5, "disputed", 1)

    assert answer(base, 5, "elsewhere", 2) == ["answered", "referred"]


def test_an_answer_stands_for_the_values_it_was_given_about(base: Base):
    settle(base, conflict(1), conflict(2), scope=ELSEWHERE)
    round_of(base, 1)
    tell(base, 2, "taxation")
    answer(base, 5, "disputed", 1, 2)
    settle(base, conflict(1, golden_value="王五"), conflict(2), scope=ELSEWHERE, day=6)

    assert round_of(base, 6) == [("counted",)]
    assert [(one["unanswered"], one["contested"]) for one in cases(base)] == [(1, 1)]


def test_what_is_given_of_one_respondent_s_is_not_taken_from_another(base: Base):
    other = conflict(1, "health", feed="contacts", provider_value="张三")
    settle(base, conflict(1, provider_value="张三"), conflict(2), other, scope=ELSEWHERE)
    round_of(base, 1)
    [doubted] = [one for one in cases(base) if one["provider"] != one["respondent"]][1:]
    assert (doubted["respondent"], doubted["provider"]) == ("public_security", "taxation")
    tell(base, 2, "public_security")
    with on(3), base.transaction() as connection:
        actions.transfer(
            connection, OFFICE.now, str(doubted["case_id"]), "civil_affairs", "非其职责"
        )
    round_of(base, 3)

    open_now = [
        (one["respondent"], one["provider"], one["rows"]) for one in cases(base) if one["rows"]
    ]
    assert open_now == [
        ("civil_affairs", "taxation", 1),
        ("public_security", "health", 1),
        ("taxation", "taxation", 1),
    ]


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
