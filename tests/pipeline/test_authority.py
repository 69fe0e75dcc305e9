"""The authority's word stands, at its time: what it changes does not accuse who spoke before."""

from __future__ import annotations

from datetime import date

import pytest
from pipeline.town import Town, also, day, renamed, small, township, without

pytestmark = pytest.mark.parametrize(
    "in_layers", [False, True], ids=["whole", "layers"], indirect=True
)

NEW_NAME = renamed(small(), {township(3): "新名街道"})


def test_a_changed_name_is_a_new_version_and_the_old_one_is_closed(agreed: Town) -> None:
    agreed.register(NEW_NAME)
    agreed.run(day(3))

    assert agreed.versions(township(3)) == [
        ("第3街道", "active", False),
        ("新名街道", "active", True),
    ]
    old, new = agreed.rows(
        "select valid_from, valid_to from geospatial.division_history "
        "where entity_key = :key order by valid_from",
        key=township(3),
    )
    assert (old["valid_to"], new["valid_from"]) == (day(3), day(3))
    row = agreed.golden(township(3))
    assert row is not None
    assert (row["name"], row["valid_from"]) == ("新名街道", day(3))


def test_only_what_changed_is_written(agreed: Town) -> None:
    before = agreed.value("select count(*) from geospatial.division_history")
    agreed.register(NEW_NAME)
    agreed.run(day(3))
    assert agreed.value("select count(*) from geospatial.division_history") == before + 1


def test_who_spoke_before_the_change_is_not_accused(agreed: Town) -> None:
    agreed.register(NEW_NAME)
    agreed.run(day(3))
    assert agreed.open() == []


def test_who_still_says_the_old_name_later_is_accused(agreed: Town) -> None:
    agreed.register(NEW_NAME)
    agreed.run(day(3))
    agreed.deliver(small(), dated=date(2026, 11, 5))

    agreed.run(day(6))

    (finding,) = agreed.open()
    told = finding["kind"], finding["provider_value"], finding["golden_value"]
    assert told == ("conflict", "第3街道", "新名街道")


def test_a_name_the_authority_never_had_is_no_honest_delay(town: Town) -> None:
    town.deliver(renamed(small(), {township(3): "别名街道"}))
    town.run(day(1))
    town.register(NEW_NAME)
    town.run(day(3))
    (finding,) = town.open()
    assert (finding["provider_value"], finding["golden_value"]) == ("别名街道", "新名街道")
    assert town.events(finding["finding_id"]) == ["opened", "changed"]


def test_a_removed_entity_leaves_the_library_and_stays_in_its_history(agreed: Town) -> None:
    agreed.register(without(small(), township(3)))
    agreed.run(day(3))
    assert agreed.golden(township(3)) is None
    assert agreed.versions(township(3)) == [("第3街道", "active", False)]


def test_who_spoke_before_the_removal_is_not_accused_and_later_is(agreed: Town) -> None:
    agreed.register(without(small(), township(3)))
    agreed.run(day(3))
    before = agreed.open()
    agreed.deliver(small(), dated=date(2026, 11, 5))
    agreed.run(day(6))
    assert before == []
    assert [(one["kind"], one["entity_key"]) for one in agreed.open()] == [
        ("unregistered", township(3))
    ]


def test_a_new_entity_is_missed_only_from_who_spoke_after_it(agreed: Town) -> None:
    agreed.register(also(small(), township(99), "新设街道"))
    agreed.run(day(3))
    before = agreed.open()
    agreed.deliver(small(), dated=date(2026, 11, 5))
    agreed.run(day(6))
    assert before == []
    assert [(one["kind"], one["golden_value"]) for one in agreed.open()] == [
        ("uncovered", "新设街道")
    ]


def test_what_is_abolished_is_kept_and_owed_by_no_one(town: Town) -> None:
    town.register(renamed(small(), {township(3): "第3街道（已撤销）"}))
    town.deliver(without(small(), township(3)))
    town.run(day(1))
    row = town.golden(township(3))
    assert row is not None
    assert (row["name"], row["status"]) == ("第3街道", "abolished")
    assert [(one["provider"], one["kind"], one["severity"]) for one in town.open()] == [
        ("civil_affairs", "invalid", "warning")
    ]


def test_whoever_still_reports_an_abolished_entity_is_told_that_it_is(town: Town) -> None:
    town.register(renamed(small(), {township(3): "第3街道（已撤销）"}))
    town.run(day(1))
    (finding,) = town.open(provider="statistics")
    assert (finding["kind"], finding["detail"]["known_as"]) == ("unregistered", "abolished")


def test_ids_are_stable_over_remastering_and_over_removal(agreed: Town) -> None:
    ids = "select entity_key, entity_id from geospatial.division order by entity_key"
    first = agreed.rows(ids)
    for number, rows in ((2, NEW_NAME), (3, without(small(), township(3))), (4, small())):
        agreed.register(rows)
        agreed.run(day(number))
    assert agreed.rows(ids) == first
    query = (
        "select count(distinct entity_id) from geospatial.division_history where entity_key = :key"
    )
    assert agreed.value(query, key=township(3)) == 1


def test_an_entity_that_comes_back_has_both_lives_in_its_history(agreed: Town) -> None:
    for number, rows in ((2, without(small(), township(3))), (4, small())):
        agreed.register(rows)
        agreed.run(day(number))
    assert agreed.versions(township(3)) == [
        ("第3街道", "active", False),
        ("第3街道", "active", True),
    ]


def test_who_speaks_on_the_day_of_the_change_is_not_accused(agreed: Town) -> None:
    agreed.register(NEW_NAME)
    agreed.run(day(3))
    agreed.deliver(small(), dated=date(2026, 11, 3))
    agreed.run(day(3, 12))
    assert agreed.open() == []


def test_a_row_of_the_authority_in_quarantine_removes_nothing(agreed: Town) -> None:
    agreed.register(renamed(small(), {township(3): ""}))
    agreed.run(day(2))
    row = agreed.golden(township(3))
    assert row is not None
    assert row["name"] == "第3街道"
