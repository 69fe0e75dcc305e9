"""The city's day: how it is told, how a restart goes on, what is refused."""

from __future__ import annotations

import time

import pytest

from demo.days import Days
from demo.process import serving

from . import made
from .conftest import Served


def test_it_begins_with_the_first_day_and_offers_a_way_into_every_department(served: Served):
    assert served.ready() == "1"
    assert {name: c["conn_type"] for name, c in served.connections.items()} == {
        "civil_affairs_api": "http",
        "human_resources_api": "http",
        "approvals_api": "http",
        "public_security_database": "postgres",
        "market_regulation_database": "postgres",
        "staffing_office_folder": "fs",
        "natural_resources_folder": "fs",
        **{
            f"{provider}_frontend": "sftp"
            for provider in {*dict(made.CHANGES), *dict(made.SNAPSHOTS)}
            for provider in [provider[0]]
        },
    }


def test_every_department_turns_with_the_day(served: Served):
    served.day(3)

    assert len(served.ask("civil_affairs_api", "/api/v1/marriages").json()["data"]) == 8
    assert served.rows("public_security", "select count(*) from household.persons") == [(3,)]
    assert (served.box("health") / "chusheng_20260401.manifest.json").exists()
    assert (served.share("natural_resources") / "parcels/parcels_20260401.gpkg").exists()


def test_started_again_it_goes_on_with_the_day_it_had(served: Served, plan, databases, tmp_path):
    served.day(2)
    other = tmp_path / "other"
    other.mkdir()
    for name in ("day", "databases.json"):
        (other / name).write_bytes((served.state / name).read_bytes())

    with serving(other, plan) as connections:
        again = Served(other, connections)

        assert again.ready() == "2"
        first = "select name from household.persons where person_id = 'P1'"
        assert again.rows("public_security", first) == [("甲甲",)]
        assert len(list(again.box("health").glob("chusheng_*.csv"))) == 2


@pytest.mark.parametrize("told", ["1", "4", "soon"])
def test_a_day_it_cannot_turn_to_changes_nothing(served: Served, told: str):
    served.day(2)

    (served.state / "day").write_text(told)
    time.sleep(0.6)

    assert served.ready() == "2"
    assert len(served.ask("civil_affairs_api", "/api/v1/marriages").json()["data"]) == 8


def test_a_folder_without_a_city_is_refused_by_name(tmp_path):
    with pytest.raises(RuntimeError, match=r"city\.json does not tell a city"):
        Days(tmp_path)


def test_a_day_has_a_date(plan):
    days = Days(plan)

    assert (days.last, f"{days.date(1):%Y%m%d}", f"{days.date(3):%Y%m%d}") == (
        3,
        made.DATES[0],
        made.DATES[2],
    )
