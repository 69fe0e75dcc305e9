"""Running again on unchanged input changes nothing that anybody reads."""

from __future__ import annotations

import pytest
from pipeline.town import Town, day, renamed, small, township

pytestmark = pytest.mark.parametrize(
    "in_layers", [False, True], ids=["whole", "layers"], indirect=True
)


def test_a_second_run_on_unchanged_input_adds_nothing_and_tells_nobody(town: Town) -> None:
    town.deliver(renamed(small(), {township(3): "别名街道"}))
    town.run(day(1))
    before, told = town.sizes(), town.inbox("statistics")

    deliveries = town.run(day(2))

    assert deliveries == [None, None]
    assert (town.sizes(), town.inbox("statistics")) == (before, told)
    assert before["discrepancy.finding"] == before["notice.delivery"] == 1


def test_the_second_run_is_on_record_as_unchanged(town: Town) -> None:
    town.run(day(1))
    town.run(day(2))

    query = "select provider, status from registry.batch order by provider, interval_at"
    assert [tuple(row.values()) for row in town.rows(query)] == [
        ("civil_affairs", "accepted"),
        ("civil_affairs", "unchanged"),
        ("statistics", "accepted"),
        ("statistics", "unchanged"),
    ]


def test_the_same_run_again_changes_nothing_at_all(town: Town) -> None:
    town.run(day(1))
    before = town.sizes(), town.rows("select * from registry.batch order by batch_id")

    town.run(day(1))

    assert (town.sizes(), town.rows("select * from registry.batch order by batch_id")) == before
