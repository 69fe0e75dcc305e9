"""The matrix tells of each element who is its source, who is compared, and where nobody tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from desk.lectern import Lectern, Read

from onesource.catalog import Catalog
from onesource.desk import catalogue
from onesource.desk.catalogue import Matrix

DAY = date(2026, 11, 24)


def matrix(entity: str) -> Matrix:
    [found] = [one for one in catalogue.matrices(Catalog.load(), DAY) if one.entity == entity]
    return found


def test_every_element_of_every_entity_has_one_source_and_a_feed_of_it():
    catalog = Catalog.load()
    told = catalogue.matrices(catalog, DAY)

    declared = {
        f"{library.name}.{name}": set(entity.elements)
        for library in catalog.libraries.values()
        for name, entity in library.entities.items()
    }
    assert {one.entity: {row.name for row in one.rows} for one in told} == declared
    for one in told:
        for row in one.rows:
            parts = list(row.parts.values())
            assert parts.count("source") == 1 or parts.count("source_of_some") > 1


def test_a_source_a_stand_in_and_who_is_compared_are_told_apart():
    rows = {row.name: row for row in matrix("population.person").rows}

    assert rows["phone"].parts["human_resources"] == "source"
    assert rows["phone"].parts["health"] == "stands_in"
    assert rows["name"].parts["public_security"] == "source"
    assert "compared" in rows["name"].parts.values()
    assert not rows["name"].alone


def test_an_element_that_its_source_does_not_deliver_is_a_gap():
    catalog = Catalog.load()
    feeds = {path: feed for path, feed in catalog.feeds.items() if feed.provider != "health"}
    without = replace(catalog, feeds=feeds)

    [person] = [
        one for one in catalogue.matrices(without, DAY) if one.entity == "population.person"
    ]

    assert {row.name for row in person.rows if row.gap} - {
        row.name for row in matrix("population.person").rows if row.gap
    } >= {"death_date"}
    assert person.gaps > 0


def test_the_matrix_is_shown_in_both_languages(lectern: Lectern):
    address = "catalogue/population/person"
    chinese, english = (lectern.look(f"{address}?lang={one}").text for one in ("zh", "en"))

    assert "数源（权威）" in chinese
    assert "source (authority)" in english
    assert "婚姻状况" in chinese
    assert "民政局" in chinese
    page = Read(chinese)
    assert {told.get("scope") for tag, told in page.tags if tag == "th"} == {"col", "row"}


@pytest.mark.parametrize("path", ["population/none", "none/person"])
def test_what_is_not_declared_has_no_matrix(lectern: Lectern, path: str):
    assert lectern.look(f"catalogue/{path}").status_code == 404


def test_the_catalogue_tells_how_far_each_entity_is_covered(lectern: Lectern):
    person = matrix("population.person")

    page = Read(lectern.look("catalogue").text)

    covered = len(person.rows) - person.gaps
    assert f"{len(person.rows)} {covered} (" in page.texts["coverage"]
    assert "/catalogue/population/person" in page.links()


def test_resources_are_found_by_name_code_and_provider(lectern: Lectern):
    def found(words: str) -> set[str]:
        page = Read(lectern.look("catalogue", params={"q": words}).text)
        links = (link for link in page.links() if link.startswith("/feeds/"))
        return {link.removeprefix("/feeds/") for link in links}

    catalog = Catalog.load()
    own = {path for path, feed in catalog.feeds.items() if feed.provider == "health"}
    assert found("") == set(catalog.feeds)
    assert found("卫生健康") == own
    assert found(catalog.feeds["health/deaths"].resource_code) == {"health/deaths"}
    assert found("没有这种数据") == set()


def test_many_resources_are_paged(lectern: Lectern, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(catalogue, "A_PAGE", 10)
    many = len(Catalog.load().feeds)

    page = Read(lectern.look(f"catalogue?page={many}").text)

    left = many % 10 or 10
    assert len([link for link in page.links() if link.startswith("/feeds/")]) == left
    assert f"第 {-(-many // 10)}/{-(-many // 10)} 页" in page.texts["resources"]
