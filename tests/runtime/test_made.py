"""The demo's city as asked for: made once, made anew when the asking changes, with nothing left of before."""

import json
from datetime import date

import pytest

from onesource.errors import Refused
from onesource.runtime import State, made
from onesource.runtime.made import Wanted

SMALL = Wanted(people=300, seed=1, days=1, faults="none")
DAY = date(2026, 3, 30)


def test_a_city_is_made_beginning_with_the_day_asked_for(state: State):
    made.begin(state, SMALL, DAY)

    told = json.loads((state.city / "city.json").read_text())
    assert (told["people"], told["first_day"]) == (300, "2026-03-30")
    assert (state.city / "day_1" / "public_security" / "persons.parquet").exists()


def test_what_another_city_left_goes_and_what_is_ours_stays(state: State):
    state.merge_connections({"mine": {"host": "somewhere"}})
    secrets = state.secrets()
    for name in ("lake", "demo", "airflow", "postgres", "city"):
        (state.folder / name).mkdir(exist_ok=True)
        (state.folder / name / "old").touch()

    made.begin(state, SMALL, DAY)

    assert list(state.folder.rglob("old")) == []
    assert state.connections() == {"mine": {"host": "somewhere"}}
    assert state.secrets() == secrets


@pytest.mark.parametrize(
    "other", [{"people": 301}, {"seed": 2}, {"days": 2}, {"faults": "default"}, {"people": 0}]
)
def test_whatever_is_asked_otherwise_is_another_city(state: State, other):
    made.begin(state, Wanted(people=0, seed=1, days=1, faults="none"), DAY)
    begun = {"people": 300, "seed": 1, "days": 1, "faults": "none"}
    note = {"wanted": begun, "told": SMALL.told(), "complete": False}
    (state.folder / made.NOTE).write_text(json.dumps(note))

    assert made.is_current(state, SMALL)
    assert not made.is_current(state, Wanted(**{**begun, **other}))


def test_the_national_registers_are_the_same_whatever_else_is_asked(state: State):
    made.begin(state, Wanted(0, seed=1, days=1, faults="none"), DAY)

    assert made.is_current(state, Wanted(0, seed=5, days=9, faults="default"))
    assert not state.city.exists()


def test_another_content_of_the_same_plan_is_another_city(tmp_path):
    plan = tmp_path / "plan.yaml"
    plan.write_text("a: 1")
    before = Wanted(300, 1, 1, str(plan)).told()
    plan.write_text("a: 2")

    assert Wanted(300, 1, 1, str(plan)).told() != before


def test_a_city_is_complete_only_when_its_days_were_run(state: State):
    made.begin(state, SMALL, DAY)
    assert not made.is_complete(state)

    made.complete(state)

    assert made.is_complete(state)
    assert made.current(state) == SMALL


def test_a_city_that_cannot_be_made_is_refused_and_none_is_begun(state: State):
    with pytest.raises(Refused, match="could not be made"):
        made.begin(state, Wanted(1, 1, 1, "none"), DAY)

    assert made.current(state) is None


def test_a_plan_that_is_not_there_is_refused_before_anything_goes(state: State):
    (state.folder / "lake").mkdir(parents=True)

    with pytest.raises(Refused, match="cannot be read"):
        made.begin(state, Wanted(300, 1, 1, "nowhere.yaml"), DAY)

    assert (state.folder / "lake").exists()
