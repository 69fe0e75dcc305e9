"""Where data comes from and goes to: every view walks to the next, and says what the catalogue says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from desk.lectern import Lectern, Read
from notice.given import TUESDAY

from onesource.catalog import Catalog
from onesource.desk.drawing import HIGH, UNITS, WIDE, drawn
from onesource.desk.lineage import MOST, Map, Node, View

DAY = date(2026, 11, 24)


def told(rows: dict[str, int] | None = None) -> Map:
    return Map(Catalog.load(), DAY, rows or {})


def named(view: View | None) -> list[list[str]]:
    assert view is not None
    return [[node.name for node in layer] for layer in view.layers]


def test_everything_is_walked_from_departments_to_what_consumers_read():
    catalog, view = Catalog.load(), told().everything()

    departments, entities, served = named(view)

    assert set(departments) == {feed.provider for feed in catalog.feeds.values()}
    assert served == [f"{entity}_served" for entity in entities]
    feeds = [edge.feeds for edge in view.edges if edge.feeds]
    assert sum(feeds) == len(catalog.feeds)


def test_an_element_tells_its_columns_and_whose_word_stands():
    view = told({"public_security/persons": 7}).element("population", "person", "name")
    assert view is not None

    feeds, columns, element, entity = named(view)

    assert element == ["population.person.name"]
    assert entity == ["population.person"]
    assert "public_security/persons" in feeds
    declared = Catalog.load().feeds
    assert columns == [f"{one}/{declared[one].contract.delivered('name')}" for one in feeds]
    parts = {
        edge.start.name.rpartition("/")[0]: edge.part
        for edge in view.edges
        if edge.end.name == "population.person.name"
    }
    assert set(parts) == set(feeds)
    assert parts["public_security/persons"] == "source"
    assert "compared" in parts.values()
    flowing = {edge.start.name for edge in view.edges if edge.flows and edge.start.kind == "feed"}
    assert flowing == {"public_security/persons"}


def test_a_feed_leads_to_every_element_it_tells():
    feed = Catalog.load().feeds["health/deaths"]

    departments, own, elements, entity = named(told().feed("health/deaths"))

    assert (departments, own) == (["health"], ["health/deaths"])
    prefix = f"{feed.supplies.library}.{feed.supplies.entity}"
    assert elements == [f"{prefix}.{one}" for one in feed.supplies.elements]
    assert entity == [prefix]


@pytest.mark.parametrize(
    "view",
    [
        told().department("nobody"),
        told().feed("health/nothing"),
        told().entity("population", "dog"),
        told().entity("nothing", "person"),
        told().element("population", "person", "nothing"),
        told().element("nothing", "person", "name"),
    ],
)
def test_what_is_not_declared_has_no_view(view: View | None):
    assert view is None


def test_very_many_feeds_are_shown_as_their_departments():
    catalog = Catalog.load()
    feed = catalog.feeds["health/deaths"]
    many = {
        f"health/deaths_{n}": feed.model_copy(update={"name": f"deaths_{n}"})
        for n in range(MOST + 1)
    }
    crowded = Map(replace(catalog, feeds=many), DAY, {})

    for view in (crowded.department("health"), crowded.entity("population", feed.supplies.entity)):
        assert view is not None
        assert [edge.feeds for edge in view.edges if edge.feeds] == [MOST + 1]


def test_boxes_of_a_picture_lie_beside_each_other_and_within_it():
    for view in (told().everything(), told().department("health"), told().feed("health/deaths")):
        assert view is not None
        picture = drawn(view)
        places = [(box.x, box.y) for box in picture.boxes]

        assert len(set(places)) == len(places) == sum(map(len, view.layers))
        assert max(x for x, _ in places) + WIDE < picture.wide
        assert max(y for _, y in places) + HIGH < picture.high
        assert len(picture.curves) == len(view.edges)
        for one in places:
            assert not [y for x, y in places if x == one[0] and 0 < abs(y - one[1]) < HIGH]


def test_a_title_that_is_too_long_is_cut():
    view = View(None, [[Node("feed", "a", "长" * UNITS), Node("feed", "b", "b" * UNITS)]])

    first, second = drawn(view).boxes

    assert first.short == "长" * (UNITS // 2 - 1) + "…"
    assert second.short == "b" * UNITS


def test_the_pages_can_be_walked_and_say_how_much_flows(lectern: Lectern):
    lectern.batch("health/deaths", TUESDAY)
    seen, ahead = set(), ["/lineage"]
    while ahead and len(seen) < 80:
        address = ahead.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = lectern.look(address[1:])
        assert answer.status_code == 200, address
        links = Read(answer.text).links()
        ahead += [one for one in links if one.startswith("/lineage/")]

    kinds = {re.match(r"/lineage(/[a-z]+)?", one).group() for one in seen}  # type: ignore[union-attr]
    assert kinds == {
        "/lineage",
        *(f"/lineage/{one}" for one in ("departments", "feeds", "entities", "elements")),
    }
    assert "1,002" in Read(lectern.look("lineage/feeds/health/deaths").text).texts["flows"]
    assert lectern.look("lineage/feeds/health/nothing").status_code == 404
