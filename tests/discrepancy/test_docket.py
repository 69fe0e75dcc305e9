"""Cases in the base database: raised from findings, moved by answers and days, replayed from their logs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from discrepancy.staged import CONFLICT, ELSEWHERE, finding, settle

from onesource import clock
from onesource.catalog import Catalog
from onesource.discrepancy import actions, docket, openings, raising, steps
from onesource.discrepancy.actions import Given
from onesource.discrepancy.case import BUREAU
from onesource.discrepancy.raising import Office
from onesource.store.base import Base

OFFICE = Office.of(Catalog.load_deadlines())
MONTH = datetime(2026, 11, 1, 9, tzinfo=clock.BUREAU_TIME)


def on(day: int):
    """The day of November, later ones in December."""
    return clock.at(MONTH + timedelta(days=day - 1))


def conflict(number: int, provider: str = "taxation", **other: Any) -> dict[str, Any]:
    """What `provider` says otherwise than the police about an element of a person."""
    told = {
        "finding_id": f"{number:031x}{len(provider) % 10}",
        "provider": provider,
        "feed": "taxpayers",
    }
    return finding(number, **(CONFLICT | told | other))


def round_of(base: Base, day: int, office: Office = OFFICE) -> list[tuple[str, ...]]:
    """Raises cases on a day; the steps that were logged, case by case."""
    with on(day), base.transaction() as connection:
        moved = raising.raise_all(connection, office)
    return sorted(tuple(entry.step for entry in one.added) for one in moved)


def cases(base: Base, what: str = "*") -> list[dict[str, Any]]:
    held(base)
    return base.rows(
        f"select {what} from discrepancy.case order by respondent, kind, element, counterparty"
    )


def held(base: Base) -> None:
    """Every case replays from its log; every open finding stands in one open case, and no other does."""
    with base.transaction() as connection:
        for row in connection.execute(sa.text("select case_id::text from discrepancy.case")).all():
            course = docket.find(connection, row.case_id)
            assert docket.replayed(connection, course) == course.case
    counted = base.rows(
        "select c.case_id, c.rows, count(f.finding_id) as open from discrepancy.case c "
        "full join (select * from discrepancy.finding where status = 'open') f using (case_id) "
        "group by 1, 2 having c.rows is distinct from count(f.finding_id)"
    )
    assert counted == []


def tell(base: Base, day: int, provider: str) -> None:
    ids = [str(row["case_id"]) for row in cases(base) if row["respondent"] == provider]
    with on(day), base.transaction() as connection:
        actions.tell(connection, OFFICE.now, ids, "a delivery")


def answer(base: Base, day: int, how: str, *numbers: int, office: Office = OFFICE) -> list[str]:
    """The respondents answer rows `how`; the steps logged."""
    with on(day), base.transaction() as connection:
        rows = base.rows(
            "select cast(finding_id as text) as id, respondent from discrepancy.finding"
        )
        wanted = [row for row in rows if int(row["id"].replace("-", "")[:-1], 16) in numbers]
        logged = []
        for by in sorted({row["respondent"] for row in wanted}):
            ids = [row["id"] for row in wanted if row["respondent"] == by]
            given = [Given(one, how, "依据如附件") for one in ids]
            for one in actions.answer(connection, office.now, by, given, "a file"):
                logged += [entry.step for entry in one.added]
    return logged


def test_rows_of_one_cause_are_one_case_however_many(base: Base):
    settle(base, *(conflict(n) for n in range(500)), conflict(600, element="sex"), scope=ELSEWHERE)

    assert round_of(base, 1) == [("raised",), ("raised",)]
    assert [(row["element"], row["rows"], row["phase"], row["owner"]) for row in cases(base)] == [
        ("name", 500, "raised", "bureau"),
        ("sex", 1, "raised", "bureau"),
    ]
    assert round_of(base, 1) == []


def test_rows_join_and_leave_and_the_last_one_closes(base: Base):
    settle(base, conflict(1), conflict(2), scope=ELSEWHERE)
    round_of(base, 1)
    settle(base, conflict(2), conflict(3), conflict(4), scope=ELSEWHERE, day=2)

    assert round_of(base, 2) == [("counted",)]
    [row] = base.rows("select facts from discrepancy.case_entry order by entry_id desc limit 1")
    counts = {"rows": 3, "unanswered": 3, "contested": 0, "not_ours": 0}
    assert row["facts"] == {**counts, "joined": 2, "gone": 1}

    settle(base, scope=ELSEWHERE, day=3)
    assert round_of(base, 3) == [("closed",)]
    assert cases(base, "phase, rows, owner, due")[0] == {
        "phase": "closed",
        "rows": 0,
        "owner": None,
        "due": None,
    }

    settle(base, conflict(2), scope=ELSEWHERE, day=4)
    assert round_of(base, 4) == [("reopened",)]
    assert cases(base)[0]["times_opened"] == 2


def test_a_provider_that_was_told_has_a_term_that_climbs_the_ladder(base: Base):
    settle(base, conflict(1), scope=ELSEWHERE)
    round_of(base, 1)
    tell(base, 2, "taxation")

    assert str(cases(base)[0]["due"]) == "2026-11-16"
    moves = {day: round_of(base, day) for day in range(3, 31)}
    assert {day: steps for day, steps in moves.items() if steps} == {
        9: [("reminded",)],
        11: [("reminded",)],
        16: [("reminded",)],
        23: [("reminded", "escalated")],
        30: [("reminded",)],
    }


def test_two_who_say_the_same_against_the_authority_have_it_asked(base: Base):
    one = conflict(1, provider_value="张三")
    other = conflict(1, "health", feed="contacts", provider_value=" 张三")
    settle(base, one, conflict(2), scope=ELSEWHERE)
    round_of(base, 1)
    settle(base, one, conflict(2), other, scope=ELSEWHERE, day=2)
    round_of(base, 2)

    told = [(row["respondent"], row["counterparty"], row["rows"]) for row in cases(base)]
    assert told == [
        ("public_security", "health", 1),
        ("public_security", "taxation", 1),
        ("taxation", "public_security", 1),
    ]

    settle(base, one, conflict(2), scope=ELSEWHERE, day=3)
    round_of(base, 3)
    told = [(row["respondent"], row["rows"]) for row in cases(base) if row["phase"] != "closed"]
    assert told == [("taxation", 2)]


def test_two_who_differ_from_one_another_too_are_both_asked(base: Base):
    other = conflict(1, "health", feed="contacts", provider_value="王五")
    settle(base, conflict(1, provider_value="张三"), other, scope=ELSEWHERE)
    round_of(base, 1)

    assert [row["respondent"] for row in cases(base)] == ["health", "taxation"]


def test_a_part_answered_stays_all_answered_moves_on(base: Base):
    settle(base, conflict(1), conflict(2), scope=ELSEWHERE)
    round_of(base, 1)
    tell(base, 2, "taxation")

    assert answer(base, 3, "corrected", 1) == ["answered"]
    assert cases(base, "phase, unanswered, contested")[0] == {
        "phase": "asked",
        "unanswered": 1,
        "contested": 0,
    }
    assert answer(base, 4, "disputed", 2) == ["answered", "disputed"]
    [row] = cases(base)
    assert (row["phase"], row["owner"], row["contested"]) == ("negotiating", "public_security", 1)


def test_a_dispute_goes_to_the_bureau_and_comes_back_decided(base: Base):
    settle(base, conflict(1), scope=ELSEWHERE)
    round_of(base, 1)
    tell(base, 2, "taxation")
    answer(base, 3, "disputed", 1)
    [case] = cases(base)
    with on(4), base.transaction() as connection:
        docket.take(
            connection,
            str(case["case_id"]),
            lambda one: steps.refer(one, "public_security", "无法一致", OFFICE.now(one)),
        )
    with on(5), base.transaction() as connection:
        docket.take(
            connection,
            str(case["case_id"]),
            lambda one: steps.decide(one, "taxation", "以登记为准", OFFICE.now(one)),
        )

    [case] = cases(base)
    assert (case["phase"], case["owner"]) == ("rechecking", "taxation")
    with pytest.raises(openings.NotOpen), base.transaction() as connection:
        docket.take(
            connection,
            str(case["case_id"]),
            lambda one: steps.decide(one, "taxation", "again", OFFICE.now(one)),
        )


def test_what_the_bureau_gives_to_another_goes_on_there(base: Base):
    settle(base, conflict(1), conflict(2), scope=ELSEWHERE)
    round_of(base, 1)
    tell(base, 2, "taxation")
    answer(base, 3, "elsewhere", 1, 2)
    [case] = cases(base)
    with on(4), base.transaction() as connection:
        actions.transfer(connection, OFFICE.now, str(case["case_id"]), "statistics", "统计部门采集")
    round_of(base, 4)

    told = [
        (row["respondent"], row["phase"], row["rows"], row["unanswered"]) for row in cases(base)
    ]
    assert told == [("statistics", "raised", 2, 2), ("taxation", "closed", 0, 0)]


def test_the_log_is_only_ever_added_to(base: Base):
    settle(base, conflict(1), scope=ELSEWHERE)
    round_of(base, 1)

    for change in (
        "update discrepancy.case_entry set actor = 'me'",
        "delete from discrepancy.case_entry",
    ):
        refused = pytest.raises(sa.exc.DatabaseError, match="only ever added to")
        with refused, base.transaction() as connection:
            connection.execute(sa.text(change))


def test_an_answer_says_nothing_of_a_row_that_came_back(base: Base):
    settle(base, conflict(1), conflict(2), scope=ELSEWHERE)
    round_of(base, 1)
    tell(base, 2, "taxation")
    answer(base, 3, "corrected", 1)
    settle(base, conflict(2), scope=ELSEWHERE, day=4)
    settle(base, conflict(1), conflict(2), scope=ELSEWHERE, day=5)
    round_of(base, 6)

    assert cases(base, "rows, unanswered")[0] == {"rows": 2, "unanswered": 2}


def test_a_case_with_a_bureau_that_owes_is_reminded_too(base: Base):
    settle(base, conflict(1, golden_provider=None, kind="invalid"), scope=ELSEWHERE)
    round_of(base, 1)
    tell(base, 2, "taxation")
    assert answer(base, 3, "confirmed", 1) == ["answered", "referred"]

    [case] = cases(base)
    assert (case["phase"], case["owner"]) == ("adjudicating", BUREAU)
    assert round_of(base, 17) == [("reminded",)]
