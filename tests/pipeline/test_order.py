"""Feeds come in any order, early or late: the newest interval is in force, the authority comes first."""

from __future__ import annotations

import pytest
from pipeline.town import CIVIL, LIBRARY, STATISTICS, Town, day, renamed, small, township

from onesource import clock
from onesource.errors import Refused
from onesource.landing.batch import Held
from onesource.pipeline import library as libraries

pytestmark = pytest.mark.parametrize(
    "in_layers", [False, True], ids=["whole", "layers"], indirect=True
)

IN_FORCE = "select in_force from registry.feed where provider = 'statistics'"
WRONG = renamed(small(), {township(3): "别名街道"})


def test_before_the_authority_has_delivered_nothing_is_mastered(town: Town) -> None:
    town.feed(STATISTICS, day(1))
    assert town.library(day(1)) is None
    assert town.open() == []
    assert town.value("select count(*) from registry.build") == 0


def test_once_the_authority_is_there_what_waited_is_compared(town: Town) -> None:
    town.deliver(WRONG)
    town.feed(STATISTICS, day(1))
    town.library(day(1))
    town.feed(CIVIL, day(1, 12))
    town.library(day(1, 12))
    assert [one["entity_key"] for one in town.open()] == [township(3)]


def test_without_corroboration_the_authority_alone_makes_the_library(town: Town) -> None:
    town.feed(CIVIL, day(1))
    assert town.library(day(1)) is not None
    assert town.value("select count(*) from geospatial.division") == len(small())
    assert town.open() == []


def test_with_nothing_new_the_library_is_not_built_again(town: Town) -> None:
    town.run(day(1))
    assert town.library(day(2)) is None


def test_a_late_batch_does_not_beat_the_newer_one(town: Town) -> None:
    town.feed(CIVIL, day(3))
    town.feed(STATISTICS, day(3))
    newer = town.value(IN_FORCE)
    town.deliver(WRONG)

    verdict = town.feed(STATISTICS, day(4), interval=day(2))
    town.library(day(4))

    assert verdict is not None
    assert town.value(IN_FORCE) == newer
    assert town.open() == []


def test_a_late_batch_is_accounted_for_all_the_same(town: Town) -> None:
    town.feed(STATISTICS, day(3))
    town.deliver(WRONG)
    town.feed(STATISTICS, day(4), interval=day(2))
    query = "select status, received, accepted from registry.batch where interval_at = :at"
    size = len(small())
    assert town.rows(query, at=day(2)) == [
        {"status": "accepted", "received": size, "accepted": size}
    ]


def test_a_late_batch_closes_nothing_that_the_newer_one_shows(town: Town) -> None:
    town.deliver(WRONG)
    town.run(day(3))
    town.deliver(small())
    town.feed(STATISTICS, day(4), interval=day(2))
    town.library(day(4))
    assert [one["entity_key"] for one in town.open()] == [township(3)]


def test_a_late_batch_that_is_held_makes_no_one_wait(town: Town) -> None:
    town.feed(CIVIL, day(3))
    town.register(small()[:10])
    with pytest.raises(Held):
        town.feed(CIVIL, day(4), interval=day(2))
    town.deliver([*small(), small()[-1]._replace(code=f"{township(91)}000", name="新报街道")])
    town.feed(STATISTICS, day(4))
    town.library(day(4))
    assert [one["kind"] for one in town.open(provider="statistics")] == ["unregistered"]


def test_a_late_batch_that_is_held_is_no_complaint_about_the_data_in_force(town: Town) -> None:
    town.run(day(3))
    town.deliver(small()[:10])
    with pytest.raises(Held):
        town.feed(STATISTICS, day(4), interval=day(2))
    assert town.open() == []


def test_a_late_repetition_leaves_the_newer_hold_as_it_is(town: Town) -> None:
    town.run(day(2))
    town.deliver(small()[:10])
    with pytest.raises(Held):
        town.feed(STATISTICS, day(3))
    town.deliver(small())
    town.feed(STATISTICS, day(4), interval=day(2))
    query = (
        "select b.status from registry.feed f join registry.batch b on b.batch_id = f.latest "
        "where f.provider = 'statistics'"
    )
    still_held = town.value(query) == "held"
    assert still_held == bool(town.open(kind="volume"))


@pytest.fixture
def overtaken(town: Town) -> tuple[Town, str]:
    """A build that was audited, and another of the same parent that was published first."""
    town.run(day(1))
    town.deliver(WRONG)
    town.feed(STATISTICS, day(2))
    with clock.at(day(2)):
        built = libraries.master(town.house, LIBRARY)
        assert built is not None
        libraries.audit(town.house, LIBRARY, built.build_id)
    town.deliver(renamed(small(), {township(4): "另名街道"}))
    town.feed(STATISTICS, day(2, 12))
    town.library(day(2, 12))
    return town, built.build_id


def test_a_build_that_was_overtaken_is_not_published(overtaken: tuple[Town, str]) -> None:
    town, build = overtaken
    before = town.sizes()
    with clock.at(day(2, 13)), pytest.raises(Refused, match="next run masters the library anew"):
        libraries.publish(town.house, LIBRARY, build)
    assert town.sizes() == before
    assert [one["entity_key"] for one in town.open()] == [township(4)]


def test_a_build_that_was_overtaken_leaves_nothing_staged(overtaken: tuple[Town, str]) -> None:
    town, build = overtaken
    with clock.at(day(2, 13)), pytest.raises(Refused):
        libraries.publish(town.house, LIBRARY, build)
    assert town.rows("select tablename from pg_tables where schemaname = 'staging'") == []
