"""Declarations grow and go: a new element, a new entity, a feed that ends, a suite that cannot run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from pipeline.town import CIVIL, LIBRARY, STATISTICS, Town, day, renamed, small, township, without

from onesource import clock
from onesource.errors import Broken, Refused
from onesource.landing.batch import Held
from onesource.pipeline import round as rounds


def edit(file: Path, **changes: object) -> None:
    """Writes a declaration again with other fields."""
    entry = yaml.safe_load(file.read_text())
    file.write_text(yaml.safe_dump({**entry, **changes}, allow_unicode=True))


def with_alias(catalog: Path) -> None:
    """Divisions get an element more, which civil affairs supplies."""
    library = catalog / "libraries" / f"{LIBRARY}.yaml"
    entities = yaml.safe_load(library.read_text())["entities"]
    elements = entities["division"]["elements"]
    elements["alias"] = {**elements["status"], "title": "别名", "type": "text"}
    edit(library, entities=entities)
    feed = catalog / "feeds" / f"{CIVIL}.yaml"
    entry = yaml.safe_load(feed.read_text())
    entry["contract"]["columns"]["alias"] = {
        "from": "name",
        "title": "别名",
        "type": "text",
        "required": False,
    }
    entry["supplies"]["elements"].append("alias")
    edit(feed, **entry)


def with_places(catalog: Path) -> None:
    """The library gets an entity more, of which nothing was delivered yet."""
    library = catalog / "libraries" / f"{LIBRARY}.yaml"
    entities = yaml.safe_load(library.read_text())["entities"]
    kept = ("name", "level", "status")  # what civil affairs supplies
    elements = {name: entities["division"]["elements"][name] for name in kept}
    entities["place"] = {**entities["division"], "title": "地名", "elements": elements}
    edit(library, entities=entities)
    feed = yaml.safe_load((catalog / "feeds" / f"{CIVIL}.yaml").read_text())
    feed["resource_code"] = "307003/000009"
    feed["supplies"]["entity"] = "place"
    (catalog / "feeds" / "civil_affairs" / "places.yaml").write_text(
        yaml.safe_dump(feed, allow_unicode=True)
    )


def test_a_library_gains_an_element(town: Town, catalog: Path) -> None:
    town.run(day(1))
    with_alias(catalog)
    town.run(day(2))

    row = town.golden(township(3))
    assert row is not None
    assert row["alias"] == "第3街道"
    assert len(town.versions(township(3))) == 2


def test_what_is_no_longer_declared_stays_where_it_was_said_and_is_said_no_more(
    town: Town, catalog: Path
) -> None:
    declared = {
        file: file.read_text()
        for file in (
            catalog / "libraries" / f"{LIBRARY}.yaml",
            catalog / "feeds" / f"{CIVIL}.yaml",
        )
    }
    with_alias(catalog)
    town.run(day(1))
    for file, text in declared.items():
        file.write_text(text)
    town.register(renamed(small(), {township(3): "新名街道"}))
    town.run(day(2))

    rows = town.rows(
        "select name, alias from geospatial.division_history "
        "where entity_key = :key order by valid_from",
        key=township(3),
    )
    assert [tuple(row.values()) for row in rows] == [("第3街道", "第3街道"), ("新名街道", None)]


def test_a_library_gains_an_entity_and_goes_on_without_its_first_delivery(
    town: Town, catalog: Path
) -> None:
    town.run(day(1))
    with_places(catalog)
    town.register(renamed(small(), {township(3): "新名街道"}))
    town.run(day(2))

    row = town.golden(township(3))
    assert row is not None
    assert row["name"] == "新名街道"
    assert town.value("select count(*) from geospatial.place") == 0

    town.feed("civil_affairs/places", day(3))
    town.library(day(3))
    assert town.value("select count(*) from geospatial.place") == len(small())
    assert town.open(entity="place") == []


def test_what_is_open_about_a_feed_that_ends_is_closed_as_that(town: Town, catalog: Path) -> None:
    wrong = renamed(small(), {township(3): "别名街道"})
    town.deliver([*wrong, wrong[-1]._replace(code="110101X99000", name="坏码街道")])
    town.run(day(1))
    assert {one["kind"] for one in town.open(provider="statistics")} == {"conflict", "invalid"}

    (catalog / "feeds" / f"{STATISTICS}.yaml").unlink()
    town.library(day(2))
    with clock.at(day(2)):
        rounds.sweep(town.house)

    closed = town.rows("select kind, closed_by from discrepancy.finding order by kind")
    assert [(one["kind"], one["closed_by"]) for one in closed] == [
        ("conflict", "feed_ended"),
        ("invalid", "feed_ended"),
    ]


def test_a_suite_of_ours_that_cannot_run_accuses_no_one(town: Town, suites: Path) -> None:
    town.run(day(1))
    suite = suites / f"{STATISTICS}.yaml"
    entry = yaml.safe_load(suite.read_text())
    entry["expectations"][0]["kwargs"]["column"] = "naem"
    edit(suite, **entry)

    with pytest.raises(Broken, match="naem") as broken:
        town.feed(STATISTICS, day(2))

    assert isinstance(broken.value, Refused)
    assert not isinstance(broken.value, Held)
    assert town.open(provider="statistics") == []
    assert town.value("select count(*) from registry.batch where status = 'held'") == 0


def test_who_was_away_for_a_day_is_owed_as_before(town: Town) -> None:
    town.deliver(without(small(), township(3)))
    town.run(day(1))
    (gap,) = town.open(kind="uncovered")
    town.register(without(small(), township(3)))
    town.run(day(2))
    assert town.open(kind="uncovered") == []

    town.register(small())
    town.run(day(3))
    assert town.open(kind="uncovered") == []  # since day 3: statistics speaks of a day before
    town.deliver(without(small(), township(3)), dated=date(2026, 11, 5))
    town.run(day(6))

    assert [one["finding_id"] for one in town.open(kind="uncovered")] == [gap["finding_id"]]


def test_every_failure_of_the_contract_explains_itself(town: Town) -> None:
    rows = small()
    rows[-1] = rows[-1]._replace(name="")
    rows[-2] = rows[-2]._replace(code="1101010XX000")
    town.deliver(rows)
    town.run(day(1))

    found = town.open(provider="statistics", kind="invalid")
    assert {one["rule"] for one in found} == {"required", "pattern"}
    assert all(one["detail"]["message"] and one["detail"]["remedy"] for one in found)


def test_one_department_s_faulty_draft_stops_no_other_feed(town: Town, catalog: Path) -> None:
    draft = catalog / "feeds" / "statistics" / "draft.yaml"
    draft.write_text("title: 还没写完\n")

    assert town.feed(CIVIL, day(1)) is not None
    with pytest.raises(Refused, match="draft.yaml"):
        town.library(day(1))

    draft.unlink()
    assert town.library(day(1)) is not None
