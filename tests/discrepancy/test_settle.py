"""Findings of one scope, settled by what is staged: opened, changed, reopened, closed, left alone."""

from __future__ import annotations

import pytest
from discrepancy.staged import ELSEWHERE, FEEDS, HERE, finding, settle

from onesource import clock
from onesource.discrepancy.findings import Scope
from onesource.store import sql
from onesource.store.base import Base


def standing(base: Base) -> dict[int, tuple[str, str | None, int]]:
    rows = base.rows("select * from discrepancy.finding")
    return {
        row["finding_id"].int: (row["status"], row["closed_by"], row["times_opened"])
        for row in rows
    }


def test_what_is_staged_opens_and_what_is_not_closes(base: Base):
    assert settle(base, finding(1), finding(2)) == ["opened 1", "opened 2"]
    assert settle(base, finding(2), finding(3), day=2) == ["closed 1", "opened 3"]
    assert standing(base) == {
        1: ("closed", "data", 1),
        2: ("open", None, 1),
        3: ("open", None, 1),
    }


def test_a_settled_scope_settled_again_says_nothing(base: Base):
    settle(base, finding(1), finding(2, provider_value=None))
    before = base.rows("select xmin, * from discrepancy.finding order by finding_id")

    assert settle(base, finding(1), finding(2, provider_value=None), day=2) == []
    assert base.rows("select xmin, * from discrepancy.finding order by finding_id") == before


def test_what_comes_back_is_reopened_and_counted(base: Base):
    settle(base, finding(1))
    settle(base, day=2)

    assert settle(base, finding(1, provider_value="again"), day=3) == ["reopened 1"]
    assert standing(base) == {1: ("open", None, 2)}
    [row] = base.rows("select opened_at, closed_at, provider_value from discrepancy.finding")
    assert (row["opened_at"].astimezone(clock.BUREAU_TIME).day, row["closed_at"]) == (3, None)
    assert row["provider_value"] == "again"


def test_another_value_is_logged_and_another_wording_is_not(base: Base):
    settle(base, finding(1), finding(2))

    again = settle(base, finding(1, golden_value="new"), finding(2, detail="{}"), day=2)

    assert again == ["changed 1"]
    rows = base.rows("select golden_value, detail from discrepancy.finding order by finding_id")
    assert [(row["golden_value"], row["detail"]) for row in rows] == [
        ("new", {"group": "a"}),
        (None, {}),
    ]


def test_what_waits_is_neither_opened_nor_closed_nor_changed(base: Base):
    settle(base, finding(1), finding(2))
    settle(base, finding(1), day=2)

    waiting = [finding(number, waiting=True, provider_value="other") for number in (1, 2, 3)]

    assert settle(base, *waiting, day=3) == []
    assert standing(base) == {1: ("open", None, 1), 2: ("closed", "data", 1)}


def test_another_scope_s_findings_are_left_alone(base: Base):
    settle(base, finding(1))
    settle(base, finding(2), scope=ELSEWHERE)

    assert settle(base, scope=ELSEWHERE, day=2) == ["closed 2"]
    assert standing(base)[1] == ("open", None, 1)


def test_a_finding_stays_with_the_scope_that_opened_it(base: Base):
    settle(base, finding(1))

    assert settle(base, finding(1), scope=ELSEWHERE, day=2) == []
    assert settle(base, scope=ELSEWHERE, day=3) == []
    assert settle(base, day=4) == ["closed 1"]


def test_what_a_feed_leaves_behind_says_that_it_ended(base: Base):
    settle(base, finding(1), finding(2, provider="health", feed="births"))

    settle(base, scope=Scope(HERE.name, "b", "rule_change", FEEDS), day=2)

    assert standing(base) == {1: ("closed", "rule_change", 1), 2: ("closed", "feed_ended", 1)}


@pytest.mark.parametrize("word", ["merge into", "by source", "old.", "new."])
def test_a_server_of_several_years_ago_can_settle(word: str):
    assert word not in sql.statement("base/discrepancy/settle", staged="some")
