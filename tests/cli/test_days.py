"""Which feeds a day of the demo asks for, and that a city is made at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.conftest import Run

from onesource.catalog import Catalog
from onesource.cli.days import NATIONAL, due, feed_dag, library_dags, longest_first

WEEKLY = "taxation/taxpayers"


@pytest.mark.parametrize(
    ("feed", "days"),
    [
        ("civil_affairs/divisions", {1, 2, 7, 8, 367}),  # daily
        (WEEKLY, {1, 8}),
        ("statistics/divisions", {1, 367}),  # yearly
    ],
)
def test_a_feed_is_asked_for_on_the_first_day_and_then_once_a_cycle(feed: str, days: set[int]):
    catalog = Catalog.load()

    assert {day for day in (1, 2, 7, 8, 367) if feed in due(catalog, catalog.feeds, day)} == days


def test_the_national_registers_wake_one_library_and_the_city_all():
    catalog = Catalog.load()

    assert library_dags(catalog, NATIONAL) == ["library.geospatial"]
    assert len(library_dags(catalog, catalog.feeds)) == len(catalog.libraries) == 4


def test_who_bears_one_call_at_a_time_and_delivers_most_is_asked_first():
    catalog = Catalog.load()

    ordered = longest_first(catalog, catalog.feeds)

    assert {path.split("/")[0] for path in ordered[:4]} == {"civil_affairs"}
    assert sorted(ordered) == sorted(catalog.feeds)


def test_a_feed_s_dag_has_its_name():
    assert feed_dag(WEEKLY) == "feed.taxation.taxpayers"


def test_a_city_is_made_at_the_command_line(run: Run, tmp_path: Path):
    out = tmp_path / "made"

    done = run("demo", "city", "--people", "300", "--days", "1", "--out", str(out), "--seed", "4")

    assert done.returncode == 0
    assert json.loads((out / "city.json").read_text())["seed"] == 4


def test_what_the_making_of_a_city_refuses_is_refused_here(run: Run, tmp_path: Path):
    done = run("demo", "city", "--people", "1", "--out", str(tmp_path / "made"))

    assert done.returncode != 0
