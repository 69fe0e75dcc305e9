"""A build makes and judges anew only what somebody says otherwise than before, and comes to the same."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import pytest
from mastering.yard import CONTACTS, INSURED, MARRIAGES, PERSONS, Yard, person

from onesource import clock
from onesource.mastering import layers
from onesource.mastering.plan import Plan
from onesource.store import sql
from onesource.store.setwork import DuckWork

pytestmark = pytest.mark.parametrize(
    "in_layers", [False, True], ids=["whole", "layers"], indirect=True
)

KEYS = [f"98010119900101{n:03}X" for n in range(100, 140)]
NAMED = {key: f"第{n}人" for n, key in enumerate(KEYS)}


def everyone(**others: str) -> list:
    return [person(key, others.get(f"_{key}", name)) for key, name in NAMED.items()]


@pytest.fixture
def built(yard: Yard) -> Yard:
    yard.says(PERSONS, everyone(), 1)
    yard.says(CONTACTS, everyone(**{f"_{KEYS[0]}": "别名"}), 1)
    yard.library("population", 1)
    return yard


def test_only_what_changed_is_made_and_written(built: Yard):
    built.says(PERSONS, everyone(**{f"_{KEYS[3]}": "新名"}), 2, since={KEYS[3]: 2})
    counts = built.library("population", 2)
    assert counts == {"changed": 1, "mastered": 1, "judged": 1, "written": 1}
    row = built.golden("population.person", KEYS[3])
    assert row is not None
    assert row["name"] == "新名"


def test_who_changes_what_does_not_count_touches_nothing(built: Yard):
    built.says(PERSONS, everyone(), 2, since=dict.fromkeys(KEYS, 2))
    counts = built.library("population", 2)
    assert counts == {"changed": 0, "mastered": 0, "judged": 0, "written": 0}


def test_what_was_found_before_stays_with_its_row_of_today(built: Yard):
    batch = built.says(CONTACTS, everyone(**{f"_{KEYS[0]}": "别名"})[::-1], 2)
    counts = built.library("population", 2)
    assert counts is not None
    assert counts["judged"] == 0
    query = "select batch_id, row_number from discrepancy.finding where status = 'open'"
    assert built.rows(query) == [{"batch_id": batch, "row_number": 40}]


def test_what_waits_is_judged_again_though_nobody_says_anything_new(built: Yard):
    built.says(PERSONS, everyone(**{f"_{KEYS[3]}": "新名"}), 2, since={KEYS[3]: 2})
    built.library("population", 2)
    built.repeats(CONTACTS, 20)
    counts = built.library("population", 20)
    assert counts == {"changed": 0, "mastered": 0, "judged": 1, "written": 0}
    assert ("conflict", KEYS[3], "name") in built.open()


def test_with_nothing_new_and_nothing_due_there_is_no_build(built: Yard):
    built.repeats(CONTACTS, 20)
    built.repeats(PERSONS, 20)
    assert built.library("population", 20) is None


def test_an_entity_that_left_takes_its_findings_along(built: Yard):
    rest = [row for row in everyone() if row["entity_key"] != KEYS[0]]
    built.says(PERSONS, rest, 2)
    built.says(CONTACTS, rest, 2)
    counts = built.library("population", 2)
    assert counts == {"changed": 1, "mastered": 1, "judged": 1, "written": 1}
    assert built.golden("population.person", KEYS[0]) is None
    assert built.open() == []


def test_step_by_step_comes_to_the_same_as_at_once(
    built: Yard, yard: Yard, monkeypatch: pytest.MonkeyPatch
):
    built.says(INSURED, everyone(**{f"_{KEYS[5]}": "另名"}), 2, since={KEYS[5]: 2})
    built.library("population", 2)
    built.says(PERSONS, everyone(**{f"_{KEYS[6]}": "新名"})[1:], 3, since={KEYS[6]: 3})
    kept = [{"key_delivered": KEYS[7] + "0", "label": NAMED[KEYS[7]]}]
    built.says(MARRIAGES, [person(k, NAMED[k], spouse=KEYS[9]) for k in KEYS[8:20]], 3, kept=kept)
    built.library("population", 3)
    stepwise = _state(built)

    monkeypatch.setattr(Plan, "whole", property(lambda _: True))
    monkeypatch.setattr(Plan, "fresh", property(lambda _: True))
    counts = built.library("population", 4)

    assert counts is not None
    assert (counts["judged"], counts["written"]) == (40, 0)
    assert _state(built) == stepwise


def _state(yard: Yard) -> list:
    query = "select folder from registry.build b join registry.library l on l.in_force = b.build_id"
    [row] = yard.rows(query)
    lake = yard.house.lake
    with duckdb.connect() as duck:
        layers.show(DuckWork(duck), lake, "golden", layers.file(row["folder"], "person"))
        for part in ("findings", "carried_person"):
            lake.relation(duck, part, f"{row['folder']}/{part}.parquet")
        parts = ("golden", "findings", "carried_person")
        return [duck.execute(f"from {part} order by all").fetchall() for part in parts]


def test_what_ended_soon_after_midnight_ended_that_day(yard: Yard, monkeypatch: pytest.MonkeyPatch):
    """The base database's day begins eight hours later than the bureau's."""

    def soon(number: int) -> datetime:
        return datetime(2026, 11, number, 0, 30, tzinfo=clock.BUREAU_TIME)

    monkeypatch.setattr("mastering.yard.day", soon)
    yard.says(PERSONS, everyone(), 1)
    yard.library("population", 1)
    yard.says(PERSONS, everyone(**{f"_{KEYS[3]}": "新名"}), 2, since={KEYS[3]: 2})
    yard.library("population", 2)

    asked = {"schema": "population", "table": "person", "elements": [("name", "h.name")]}
    told = {"active": None, "since": date(2026, 11, 2), "days": 0}
    ended = yard.base.rows(sql.statement("base/mastering/past", **asked, **told))
    assert [(row["entity_key"], row["name"]) for row in ended] == [(KEYS[3], NAMED[KEYS[3]])]
