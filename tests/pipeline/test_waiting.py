"""Nobody is accused of what may yet be the authority's gap: those findings wait."""

from __future__ import annotations

import pytest
from pipeline.conftest import Begin
from pipeline.town import CIVIL, STATISTICS, Town, also, day, renamed, small, township, without

from onesource.landing.batch import Held

pytestmark = pytest.mark.parametrize(
    "in_layers", [False, True], ids=["whole", "layers"], indirect=True
)


@pytest.fixture
def authority_held(begin: Begin) -> Town:
    """Day 1 left one unregistered township; on day 2 the authority's delivery is held."""
    town = begin(also(small(), township(90), "早报街道"))
    town.register(small()[:15])
    with pytest.raises(Held):
        town.feed(CIVIL, day(2))
    return town


def unregistered(town: Town) -> list[str]:
    return [one["entity_key"] for one in town.open(kind="unregistered")]


def test_while_the_authority_is_held_a_new_entity_accuses_no_one(authority_held: Town) -> None:
    more = also(also(small(), township(90), "早报街道"), township(91), "新报街道")
    authority_held.deliver(more)
    authority_held.feed(STATISTICS, day(2))
    authority_held.library(day(2))
    assert unregistered(authority_held) == [township(90)]


def test_what_was_raised_before_the_hold_stays_as_it_was(authority_held: Town) -> None:
    before = authority_held.open(kind="unregistered")
    authority_held.library(day(2))
    assert authority_held.open(kind="unregistered") == before
    assert authority_held.events(before[0]["finding_id"]) == ["opened"]


def test_once_the_authority_delivers_again_the_new_entity_is_raised(authority_held: Town) -> None:
    more = also(also(small(), township(90), "早报街道"), township(91), "新报街道")
    authority_held.deliver(more)
    authority_held.feed(STATISTICS, day(2))
    authority_held.library(day(2))
    authority_held.register(small())
    authority_held.run(day(3))
    assert unregistered(authority_held) == [township(90), township(91)]


def test_what_the_provider_withdraws_meanwhile_is_closed(authority_held: Town) -> None:
    authority_held.deliver(small())
    authority_held.feed(STATISTICS, day(2))
    authority_held.library(day(2))
    assert unregistered(authority_held) == []


def test_a_wrong_name_is_told_even_while_the_authority_is_held(authority_held: Town) -> None:
    authority_held.deliver(renamed(small(), {township(3): "别名街道"}))
    authority_held.feed(STATISTICS, day(2))
    authority_held.library(day(2))
    assert [one["entity_key"] for one in authority_held.open(kind="conflict")] == [township(3)]


def test_a_row_of_the_authority_in_quarantine_makes_others_wait(town: Town) -> None:
    town.register(renamed(small(), {township(3): ""}))
    town.deliver(also(small(), township(91), "新报街道"))
    town.run(day(1))
    assert unregistered(town) == [township(91)]
    assert {one["rule"] for one in town.open(provider="civil_affairs")} == {"required"}


def test_a_mistyped_code_of_the_authority_makes_others_wait_by_name(town: Town) -> None:
    rows = [row._replace(code="11010100300X") if row.name == "第3街道" else row for row in small()]
    town.register(rows)
    town.run(day(1))
    assert unregistered(town) == []


def test_when_the_authority_mends_its_row_no_trace_is_left_with_others(town: Town) -> None:
    town.register(renamed(small(), {township(3): ""}))
    town.run(day(1))
    town.register(small())
    town.run(day(2))
    assert town.open() == []
    assert town.value("select count(*) from discrepancy.finding where provider = 'statistics'") == 0


def test_a_row_of_ones_own_in_quarantine_is_no_gap(town: Town) -> None:
    town.deliver(renamed(small(), {township(3): ""}))
    town.run(day(1))
    assert [(one["kind"], one["entity_key"]) for one in town.open()] == [("invalid", township(3))]


def test_a_gap_above_its_limit_is_one_finding(town: Town) -> None:
    town.deliver(small()[:24])
    town.run(day(1))
    (finding,) = town.open()
    assert (finding["kind"], finding["rule"]) == ("volume", "full_coverage")
    assert (finding["detail"]["missing"], finding["detail"]["covered"]) == (9, 33)


def test_a_gap_within_its_limit_is_told_row_by_row(town: Town) -> None:
    town.deliver(without(small(), township(1), township(2)))
    town.run(day(1))
    assert [(one["kind"], one["entity_key"]) for one in town.open()] == [
        ("uncovered", township(1)),
        ("uncovered", township(2)),
    ]


def test_a_wide_gap_that_narrows_becomes_single_findings(town: Town) -> None:
    town.deliver(small()[:27])
    town.run(day(1))
    wide = [one["kind"] for one in town.open()]
    town.deliver(small()[:32])
    town.run(day(2))
    assert wide == ["uncovered"] * 6
    assert [one["kind"] for one in town.open()] == ["uncovered"]
