"""A whole judged by what differs from the one before comes to what it comes to judged anew."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from quality.deliveries import CATALOG, FIRST, Feed, Row, changed, marriage, number, person

from onesource import clock
from onesource.quality import alone, state
from onesource.quality.verdict import Judged, Verdict
from onesource.store.lake import Lake


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Two lakes: in one only what differs is judged, in the other the whole each time."""

    def deliver(feeds: tuple[Feed, Feed], rows: Sequence[Row], day: int) -> tuple[Verdict, Verdict]:
        monkeypatch.setattr(state, "LEAST", 1)
        monkeypatch.setattr(state, "SHARE", 0.9)
        one = feeds[0].deliver(rows, day)
        monkeypatch.setattr(state, "LEAST", 10**9)
        return one, feeds[1].deliver(rows, day)

    def feeds(path: str) -> tuple[Feed, Feed]:
        lakes = [Lake(str(tmp_path / name)) for name in ("parts", "wholes")]
        return Feed(path, lakes[0], tmp_path), Feed(path, lakes[1], tmp_path)

    return feeds, deliver


@pytest.mark.parametrize("seed", range(12))
def test_what_differs_alone_gives_what_the_whole_gives(both: Any, seed: int) -> None:
    feeds, deliver = both
    pair, chance = feeds("civil_affairs/marriages"), random.Random(seed)
    rows = [marriage(chance) for _ in range(120)]
    contents = {}
    for day in range(6):
        one, other = deliver(pair, rows, day)

        assert one == other
        assert pair[0].told() == pair[1].told()
        contents[pair[0].last.batch_id] = list(rows)
        assert all(
            told is None or told.strip() == record for record, told in pair[0].provenance(contents)
        )
        rows = changed(rows, chance, chance.choice([0, 1, 3, 10]))
    assert pair[0].layers() > 0


def test_rows_in_another_order_are_no_difference(both: Any) -> None:
    feeds, deliver = both
    pair, rows = feeds("health/contacts"), [person(who) for who in range(50)]
    deliver(pair, rows, 0)
    one, other = deliver(pair, rows[::-1], 1)

    assert one == other
    assert pair[0].told() == pair[1].told()


def test_only_what_differs_is_written(both: Any) -> None:
    feeds, deliver = both
    pair = feeds("health/contacts")
    deliver(pair, [person(who) for who in range(50)], 0)
    deliver(pair, [person(who) for who in range(49)] + [person(49, phone="13000000001")], 1)

    parts = pair[0]
    with duckdb.connect() as duck:
        parts.lake.relation(duck, "own", state.part(parts._file("state"), state.ROWS))
        assert duck.execute("select record, row_number from own").fetchall() == [("F49", 50)]
    assert parts.told()["state"] == pair[1].told()["state"]


@pytest.mark.parametrize(
    "path", sorted(p for p, f in CATALOG.feeds.items() if f.mode == "snapshot")
)
def test_every_feed_of_wholes_can_be_judged_so(both: Any, path: str) -> None:
    feeds, deliver = both
    pair = feeds(path)
    contract = pair[0].judged.feed.contract
    width = len(set(map(contract.delivered, contract.columns)))
    rows: list[Row] = [(str(who), *[None] * (width - 1)) for who in range(20)]
    deliver(pair, rows, 0)
    one, other = deliver(pair, [*rows[:-1], ("other", *[None] * (width - 1))], 1)

    assert one == other
    assert pair[0].told() == pair[1].told()


def test_what_was_too_early_is_right_when_its_day_has_come(both: Any) -> None:
    feeds, deliver = both
    pair = feeds("civil_affairs/marriages")
    rows: list[Row] = [
        (f"R{who}", number(who), "甲某", "离婚", None, "2026-01-08") for who in range(30)
    ]
    found = []
    for day in (0, 5):
        with clock.at(FIRST + timedelta(days=day)):
            deliver(pair, rows, day)
        found.append([len(feed.told()["warned"]) for feed in pair])

    assert found == [[30, 30], [0, 0]]


def test_after_so_many_layers_the_whole_is_judged(
    both: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeds, deliver = both
    monkeypatch.setattr(state, "MOST", 2)
    pair, found = feeds("health/contacts"), []
    for day in range(5):
        deliver(
            pair,
            [
                person(who, phone=f"1300000000{day}") if who == 3 else person(who)
                for who in range(50)
            ],
            day,
        )
        found.append(pair[0].layers())

    assert found == [0, 1, 2, 0, 1]


def test_other_rules_judge_the_whole(both: Any) -> None:
    feeds, deliver = both
    pair = feeds("health/contacts")
    deliver(pair, [person(who) for who in range(50)], 0)
    pair[0].judged = Judged(pair[0].judged.feed, pair[0].judged.entity, CATALOG.codes, "other")
    deliver(pair, [person(who) for who in range(49)], 1)

    assert pair[0].layers() == 0


@pytest.mark.parametrize(
    ("query", "by_itself"),
    [
        ("select row_number from {batch} where name = 'x' and birth_date > bureau_day()", True),
        ("select row_number from {batch} where sex is distinct from citizen_sex(entity_key)", True),
        ("select row_number from {batch} where name in (from x)", False),
        ("select row_number from {batch} where name in (select name from {batch})", False),
        ("select row_number from {batch} qualify count(*) over (partition by name) > 1", False),
        ("select min(row_number) as row_number from {batch} where sex = '1'", False),
    ],
)
def test_a_rule_over_several_rows_is_known(query: str, by_itself: bool) -> None:
    from great_expectations.expectations import UnexpectedRowsExpectation

    one = UnexpectedRowsExpectation(unexpected_rows_query=query)
    assert alone.is_about_a_row(one) is by_itself
