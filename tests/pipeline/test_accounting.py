"""Every row is accounted for, and every value can be asked where it comes from."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from pipeline.town import CIVIL, STATISTICS, Town, day, renamed, small, township

from onesource import clock
from onesource.catalog import Catalog
from onesource.errors import Refused
from onesource.mastering.trace import Origin, trace

pytestmark = pytest.mark.parametrize(
    "in_layers", [False, True], ids=["whole", "layers"], indirect=True
)

COUNTS = (
    "select received, accepted, quarantined, duplicates from registry.batch where provider = :p"
)


def origin(town: Town, key: str, element: str = "name") -> Origin:
    with clock.at(day(9)):
        found = trace(Catalog.load(), town.base, town.house.lake, "geospatial.division", key)
    return next(one for one in found if one.element == element)


def test_received_is_accepted_and_quarantined_and_folded(town: Town) -> None:
    rows = renamed(small(), {township(3): "", township(4): "  "})
    town.deliver([*rows, rows[10], rows[10]])
    town.feed(STATISTICS, day(1))
    assert town.rows(COUNTS, p="statistics") == [
        {"received": 35, "accepted": 31, "quarantined": 2, "duplicates": 2}
    ]


def test_copies_of_a_row_in_quarantine_are_counted_once_each(town: Town) -> None:
    rows = renamed(small(), {township(3): ""})
    bad = next(row for row in rows if row.name == "")
    town.deliver([*rows, bad, bad])
    town.feed(STATISTICS, day(1))
    assert town.rows(COUNTS, p="statistics") == [
        {"received": 35, "accepted": 32, "quarantined": 1, "duplicates": 2}
    ]


@pytest.mark.parametrize("spoil", ["accepted = accepted - 1", "received = null", "rules = null"])
def test_the_database_refuses_a_row_unaccounted_for(town: Town, spoil: str) -> None:
    town.feed(CIVIL, day(1))
    with pytest.raises(sa.exc.IntegrityError, match="every_row_is_accounted_for"):
        town.rows(f"update registry.batch set {spoil} returning batch_id")


def test_a_held_batch_without_a_reason_is_refused_by_the_database(town: Town) -> None:
    town.feed(CIVIL, day(1))
    with pytest.raises(sa.exc.IntegrityError, match="a_held_batch_says_why"):
        town.rows("update registry.batch set status = 'held' returning batch_id")


def test_a_value_tells_its_provider_feed_batch_row_and_rule(town: Town) -> None:
    town.run(day(1))
    found = origin(town, township(3))
    batch = town.value("select in_force from registry.feed where provider = 'civil_affairs'")
    assert (found.value, found.provider, found.feed) == ("第3街道", "civil_affairs", "divisions")
    assert (found.rule, found.batch_id, found.row_number) == ("authority", batch, 6)
    assert found.dissents == ()


def test_a_value_tells_the_spelling_in_which_it_was_delivered(town: Town) -> None:
    town.register(renamed(small(), {township(3): " 第3街道（已撤销）"}))
    town.run(day(1))
    found = origin(town, township(3))
    assert (found.value, found.delivered) == ("第3街道", " 第3街道（已撤销）")


def test_a_value_tells_who_says_otherwise(town: Town) -> None:
    town.deliver(renamed(small(), {township(3): "别名街道"}))
    town.run(day(1))
    (dissent,) = origin(town, township(3)).dissents
    assert (dissent.provider, dissent.kind, dissent.value) == ("statistics", "conflict", "别名街道")
    assert origin(town, township(3), "level").dissents == ()


def test_an_unchanged_value_still_tells_the_batch_that_brought_it(town: Town) -> None:
    town.run(day(1))
    first = town.value("select in_force from registry.feed where provider = 'civil_affairs'")
    town.register(renamed(small(), {township(3): "新名街道"}))
    town.run(day(2))
    assert origin(town, township(4)).batch_id == first
    assert origin(town, township(3)).batch_id != first


def test_an_unknown_key_is_refused(town: Town) -> None:
    town.run(day(1))
    with pytest.raises(Refused, match="geospatial.division 999999 is not in the library"):
        origin(town, "999999")


def test_a_finding_names_the_row_of_the_delivered_file(town: Town) -> None:
    file = town.deliver(renamed(small(), {township(3): "别名街道"}))
    town.run(day(1))
    (finding,) = town.open()
    lines = file.read_text("gb18030").splitlines()
    assert "别名街道" in lines[finding["row_number"]]


def test_sources_are_numbered_once_however_often_a_library_is_mastered(town: Town) -> None:
    for number in (1, 2, 3):
        town.register(renamed(small(), {township(3): f"新名{number}街道"}))
        town.run(day(number))
    assert town.value("select last_value from registry.source_source_id_seq") == town.value(
        "select count(*) from registry.source"
    )
