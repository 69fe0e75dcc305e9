"""A feed of wholes: each takes the place of the last, and a row says since when it says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa
from pipeline.test_rules import add_rule, too_long
from pipeline.town import STATISTICS, Town, also, day, renamed, small, township, without

from onesource.landing import registry
from onesource.quality import state, verdict
from onesource.store.setwork import DuckWork

pytestmark = pytest.mark.parametrize(
    "in_layers", [False, True], ids=["whole", "layers"], indirect=True
)

SECOND = date(2026, 11, 2)
KEY = township(3)


def part(town: Town, name: str = "state") -> dict[str, dict[str, Any]]:
    """One of the files of the batch in force, by key."""
    batch = registry.in_force(town.base, "statistics", "divisions")
    assert batch is not None
    stored = verdict.file(batch.folder, name, batch.rules or "", batch.previous)
    with duckdb.connect() as duck:
        if name == "state":
            state.show(DuckWork(duck), town.house.lake, "part", stored)
        else:
            town.house.lake.relation(duck, "part", stored)
        answer = duck.execute("from part")
        names = [column[0] for column in answer.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    return {row["entity_key"]: row for row in rows}


def test_the_first_whole_does_not_know_since_when(town: Town) -> None:
    town.feed(STATISTICS, day(1))

    state = part(town)
    assert {row["since"] for row in state.values()} == {None}
    assert (state[KEY]["name"], state[KEY]["name__delivered"], state[KEY]["code__delivered"]) == (
        "第3街道",
        "第3街道",
        f"{KEY}000",
    )


def test_what_differs_or_is_new_says_so_since_the_day_of_the_delivery(town: Town) -> None:
    town.feed(STATISTICS, day(1))
    town.deliver(also(renamed(small(), {KEY: "新名街道"}), township(91), "新设街道"), SECOND)
    town.feed(STATISTICS, day(2))

    state = part(town)
    assert {key for key, row in state.items() if row["since"] == SECOND} == {KEY, township(91)}


def test_what_says_the_same_keeps_its_day(town: Town) -> None:
    town.feed(STATISTICS, day(1))
    town.deliver(renamed(small(), {KEY: "新名街道"}), SECOND)
    town.feed(STATISTICS, day(2))
    town.deliver(renamed(small(), {KEY: "新名街道", township(4): "又一街道"}), date(2026, 11, 3))
    town.feed(STATISTICS, day(3))

    assert part(town)[KEY]["since"] == SECOND


def test_what_a_whole_lacks_has_ended(town: Town) -> None:
    town.feed(STATISTICS, day(1))
    town.deliver(without(small(), KEY), SECOND)
    town.feed(STATISTICS, day(2))

    assert KEY not in part(town)


def test_a_row_kept_back_is_not_in_force_with_what_it_said_before(town: Town) -> None:
    town.feed(STATISTICS, day(1))
    town.deliver(renamed(small(), {KEY: ""}), SECOND)
    town.feed(STATISTICS, day(2))

    assert KEY not in part(town)
    assert [reason["rule"] for reason in part(town, "kept")[KEY]["reasons"]] == ["required"]


def test_all_that_contradicts_itself_is_kept_back(town: Town) -> None:
    town.deliver(also(small(), KEY, "别名街道"))
    verdict = town.feed(STATISTICS, day(1))

    assert verdict is not None
    assert (verdict.accepted, verdict.quarantined) == (len(small()) - 1, 2)
    assert KEY not in part(town)
    assert [(one["kind"], one["rule"]) for one in town.open()] == [("duplicate", "contradiction")]


def test_a_change_of_rules_is_no_change_of_data(town: Town, suites: Path) -> None:
    town.feed(STATISTICS, day(1))
    add_rule(suites, STATISTICS, too_long(40))
    town.feed(STATISTICS, day(2))

    assert {row["since"] for row in part(town).values()} == {None}
    assert town.value("select count(*) from registry.batch where status = 'accepted'") == 2


def test_a_batch_says_onto_which_it_was_merged(town: Town) -> None:
    town.feed(STATISTICS, day(1))
    first = town.value("select in_force from registry.feed")
    town.deliver(renamed(small(), {KEY: "新名街道"}), SECOND)
    town.feed(STATISTICS, day(2))

    query = "select previous, mode, records from registry.batch where batch_id <> :first"
    size = len(small())
    assert town.rows(query, first=first) == [
        {"previous": first, "mode": "snapshot", "records": size}
    ]


def test_the_database_refuses_a_whole_without_rows(town: Town) -> None:
    town.feed(STATISTICS, day(1))
    nothing = "received = 0, accepted = 0, quarantined = 0, duplicates = 0"
    with pytest.raises(sa.exc.IntegrityError, match="a_whole_has_rows"):
        town.rows(f"update registry.batch set {nothing} returning batch_id")
    town.rows(f"update registry.batch set {nothing}, mode = 'changes' returning batch_id")
