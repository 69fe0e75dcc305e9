"""What the bureau is asked: one run a question, each answer held against the case as it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from discrepancy.staged import CONFLICT, ELSEWHERE, HERE, finding, settle

from onesource import clock
from onesource.catalog import Catalog
from onesource.discrepancy import actions, docket, raising
from onesource.discrepancy.actions import Decision, Given
from onesource.discrepancy.case import Entry
from onesource.discrepancy.findings import Scope
from onesource.discrepancy.openings import NotOpen
from onesource.errors import Refused
from onesource.pipeline import adjudication
from onesource.pipeline.adjudication import Answer
from onesource.pipeline.house import House
from onesource.pipeline.round import office_of
from onesource.store.base import Base

FIRST = datetime(2026, 11, 2, 9, tzinfo=clock.BUREAU_TIME)  # a Monday
BY = "2026-11-17"  # ten working days after the Tuesday on which it was referred
POLICE, TAXES = "由公安局更正", "由税务局更正"


def on(day: int):
    """The day of November, later ones in December."""
    return clock.at(FIRST + timedelta(days=day - 2))


@pytest.fixture
def house(base: Base) -> House:
    """A case of two rows that taxation says are not its own: it is before the bureau since the 3rd."""
    return before_the_bureau(base, ELSEWHERE, **CONFLICT)


def before_the_bureau(base: Base, scope: Scope, **row: Any) -> House:
    rows = [finding(n, finding_id=one * 32, **row) for n, one in enumerate("12")]
    settle(base, *rows, scope=scope)
    house = House(base)
    office = office_of(base, Catalog.readable())
    with on(2), base.transaction() as connection:
        [raised] = raising.raise_all(connection, office)
        actions.tell(connection, office.now, [raised.case_id], "a delivery")
    refer(house, 3, "elsewhere")
    return house


def refer(house: House, day: int, how: str) -> None:
    rows = house.base.rows("select cast(finding_id as text) as id from discrepancy.finding")
    given = [Given(row["id"], how, "以身份证为准") for row in rows]
    office = office_of(house.base, Catalog.readable())
    with on(day), house.base.transaction() as connection:
        actions.answer(connection, office.now, "taxation", given, f"a file of day {day}")


def case(house: House) -> dict[str, Any]:
    [row] = house.base.rows(
        "select cast(case_id as text) as id, phase, owner from discrepancy.case"
    )
    return row


def runs(
    house: House, day: int, known: adjudication.States | None = None, most: int = 100
) -> list[dict[str, Any]]:
    with on(day):
        return adjudication.due_runs(house, known or {}, most)


def log(house: House) -> list[Entry]:
    with house.base.transaction() as connection:
        return docket.log(connection, case(house)["id"])


def conf(house: House, entry: int = 4, by: str = BY) -> dict[str, Any]:
    return {"case": case(house)["id"], "entry": entry, "by": by}


def name(house: House, by: str = BY, number: int = 1) -> str:
    return f"case_{case(house)['id']}_4_{by}.{number}"


WAITING = {"ask": "awaiting_input", "settle": None}
FAILED = {"ask": "failed", "settle": "upstream_failed"}
DONE = {"ask": "success", "settle": "success"}


def test_a_case_before_the_bureau_is_asked_about_in_one_run(house: House):
    [start] = runs(house, 4)

    assert (start["trigger_run_id"], start["conf"]) == (name(house), conf(house))
    assert runs(house, 5, {name(house): WAITING}) == []
    assert runs(house, 5, {name(house): {"ask": None, "settle": None}}) == []  # in the queue


def test_nothing_is_asked_where_nothing_is_before_the_bureau(base: Base):
    assert runs(House(base), 4) == []


def test_no_more_is_asked_at_once_than_can_be_shown(house: House):
    other = {"case_of_another": WAITING}

    assert runs(house, 4, most=0) == []
    assert [run["trigger_run_id"] for run in runs(house, 4, other, most=1)] == ["case_of_another"]
    assert len(runs(house, 4, other, most=2)) == 2


def test_what_was_not_decided_in_time_is_asked_anew_each_week(house: House):
    missed = {name(house): FAILED}
    [anew] = runs(house, 18, missed)

    assert anew["trigger_run_id"] == name(house, "2026-11-24")
    missed[name(house, "2026-11-24")] = FAILED
    assert runs(house, 20, {**missed, name(house, "2026-11-24"): WAITING}) == []
    assert [run["trigger_run_id"] for run in runs(house, 25, missed)] == [name(house, "2026-12-01")]


def test_an_answer_that_could_not_be_written_is_asked_anew(house: House):
    [anew] = runs(house, 5, {name(house): {"ask": "success", "settle": "failed"}})

    assert (anew["trigger_run_id"], anew["conf"]) == (name(house, number=2), conf(house))


@pytest.mark.parametrize("settling", [None, "queued", "running", "up_for_retry"])
def test_a_run_that_was_answered_is_left_to_write_it_though_its_day_is_over(
    house: House, settling: str | None
):
    answered = {name(house): {"ask": "success", "settle": settling}}

    assert runs(house, 18, answered) == []
    assert runs(house, 18, {name(house): {"ask": "success", "settle": "failed"}}) != []


def test_a_run_whose_case_was_decided_elsewhere_is_started_again_and_has_nothing_to_ask(
    house: House,
):
    decide(house, 5)

    assert [run["trigger_run_id"] for run in runs(house, 6, {name(house): WAITING})] == [
        name(house)
    ]
    with on(6):
        assert adjudication.ask(house, conf(house)) is None
    assert runs(house, 6, {name(house): {"ask": "skipped", "settle": "skipped"}}) == []


def decide(house: House, day: int, **other: Any) -> None:
    office = office_of(house.base, Catalog.readable())
    decision = Decision(case(house)["id"], "taxation", "以登记为准", **other)
    with on(day), house.base.transaction() as connection:
        actions.decide(connection, office.now, decision)


def test_a_question_shows_both_sides_and_waits_to_the_end_of_its_day(house: House):
    with on(17):
        question = adjudication.ask(house, conf(house))

    assert question is not None
    assert question.options == {TAXES: "taxation", POLICE: "public_security"}
    assert question.wait == timedelta(hours=15)
    assert "`delivered` | `李四` | 非我部门：`以身份证为准`" in question.body
    assert "- 2026-11-03 税务局：提请裁定" in question.body


def test_a_question_tells_what_is_estimated_of_both_sides(house: House):
    with house.base.transaction() as connection:
        connection.execute(
            sa.text(
                "insert into discrepancy.estimate select finding_id, library, 0.25, 0.5, '李四', 0.75,"
                " 'public_security', 1, false from discrepancy.finding"
            )
        )
        connection.execute(
            sa.text(
                "insert into discrepancy.reliability values ('population', 'person', 'name',"
                " 'public_security', 'public_security', 0.91, 0.9, 0.92, 4000, null)"
            )
        )

    with on(17):
        question = adjudication.ask(house, conf(house))

    assert question is not None
    assert "| 公安局 | 75%（2 条） | 91.0%（90.0% 至 92.0%） | 4,000 条数据 |" in question.body
    assert "| 税务局 | 50%（2 条） | — | — |" in question.body


def test_an_answer_decides_the_case_in_the_name_of_who_gave_it(house: House):
    with on(5):
        told = adjudication.settle(house, conf(house), Answer(POLICE, "户籍登记有误", "王某"))

    assert told is None
    assert (case(house)["phase"], case(house)["owner"]) == ("rechecking", "public_security")
    with house.base.transaction() as connection:
        last = docket.log(connection, case(house)["id"])[-1]
    assert (last.step, last.facts["adjudicator"]) == ("decided", "王某")
    assert last.facts["reason"] == "户籍登记有误"


def test_what_an_answer_rules_of_single_rows_is_ruled_before_the_rest_is_decided(house: House):
    ruled = "1111-1111-1111-1111=王五"
    with on(5):
        told = adjudication.settle(house, conf(house), Answer(TAXES, "经查验", "王某", ruled))

    assert told is None
    assert (case(house)["phase"], case(house)["owner"]) == ("rechecking", "taxation")
    [made] = house.base.rows("select * from registry.ruling")
    assert (made["value"], made["instead_of"], made["made_by"]) == ("王五", "李四", "王某")
    with house.base.transaction() as connection:
        last = [entry.step for entry in docket.log(connection, case(house)["id"])[-2:]]
    assert last == ["ruled", "decided"]


def test_where_all_rows_are_ruled_on_nothing_is_left_to_decide(house: House):
    ruled = "1111111111111111 = 王五\n\n2222-2222-2222-2222＝王六\n"
    answer = Answer(TAXES, "经查验", "王某", ruled)
    with on(5):
        told = adjudication.settle(house, conf(house), answer)
        again = adjudication.settle(house, conf(house), answer)

    assert told is None
    assert again is not None
    assert "decide is not open to bureau" in again
    assert case(house)["phase"] == "rechecking"
    values = house.base.rows("select value from registry.ruling order by value")
    assert [row["value"] for row in values] == ["王五", "王六"]
    assert [entry.facts["mends"] for entry in log(house) if entry.step == "ruled"] == ["taxation"]


@pytest.mark.parametrize("ruled", ["1" * 16 + "=王五", "3" * 16 + "=王五", "王五"])
def test_an_answer_to_a_case_decided_elsewhere_decides_nothing_whatever_it_rules(
    house: House, ruled: str
):
    decide(house, 4)

    with on(5):
        told = adjudication.settle(house, conf(house), Answer(TAXES, "经查验", "王某", ruled))

    assert told is not None
    assert told.startswith("the case is rechecking: decide is not open to bureau")


def test_rulings_on_what_is_no_conflict_are_refused_and_not_taken_for_decided_elsewhere(
    base: Base,
):
    house = before_the_bureau(base, HERE)
    assert case(house)["phase"] == "adjudicating"
    answer = Answer(TAXES, "经查验", "王某", "1" * 16 + "=王五")

    with (
        on(5),
        pytest.raises(Refused, match="of broken_link it is decided who mends alone") as told,
    ):
        adjudication.settle(house, conf(house), answer)

    assert not isinstance(told.value, NotOpen)
    assert case(house)["phase"] == "adjudicating"
    with on(5):
        assert adjudication.settle(house, conf(house), replace(answer, rulings="")) is None
    assert case(house)["phase"] == "rechecking"


def test_an_answer_is_written_once_however_often_its_task_runs(house: House):
    answer = Answer(POLICE, "户籍登记有误", "王某")
    with on(5):
        adjudication.settle(house, conf(house), answer)
        again = adjudication.settle(house, conf(house), answer)

    assert again is not None
    assert again.startswith("the case is rechecking: decide is not open to bureau; open now:")
    decided = "select count(*) as n from discrepancy.case_entry where step = 'decided'"
    assert house.base.rows(decided) == [{"n": 1}]


def test_an_answer_to_an_earlier_referral_decides_nothing(house: House):
    decide(house, 4)
    refer(house, 5, "corrected")
    refer(house, 6, "elsewhere")
    assert case(house)["phase"] == "adjudicating"

    with on(7):
        told = adjudication.settle(house, conf(house), Answer(POLICE, "户籍登记有误", "王某"))

    assert told is not None
    assert "was referred again" in told
    assert case(house)["phase"] == "adjudicating"
    [start] = runs(house, 7, {name(house): DONE})
    assert start["conf"]["entry"] > 4


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(POLICE, "  ", "王某"), "gives its reason"),
        (Answer("由卫生健康委员会更正", "应由其更正", "王某"), "no choice of this case"),
        (Answer(TAXES, "经查验", "王某", "王五"), "write <row>=<value>"),
        (Answer(TAXES, "经查验", "王某", "1" * 16 + "=\n"), "write <row>=<value>"),
        (Answer(TAXES, "经查验", "王某", "3" * 16 + "=王五"), "not among the open rows"),
        (Answer(TAXES, "经查验", "王某", "1" * 16 + "=李四"), "what the source says already"),
    ],
    ids=["no reason", "no side", "no row", "no value", "no row of it", "no other value"],
)
def test_an_answer_that_cannot_be_taken_is_refused(house: House, answer: Answer, why: str):
    with on(5), pytest.raises(Refused, match=why):
        adjudication.settle(house, conf(house), answer)

    assert case(house)["phase"] == "adjudicating"


def test_what_else_stands_in_the_conf_of_a_run_is_left_alone(house: House):
    with on(5):
        question = adjudication.ask(house, {**conf(house), "openlineage": {"parentRunId": "1"}})

    assert question is not None


def test_a_run_that_says_of_no_case_is_refused(house: House):
    with pytest.raises(Refused, match="its conf holds case, entry and by"):
        adjudication.ask(house, {})


def test_whichever_answer_comes_first_stands(house: House):
    decide(house, 5, adjudicator="李某", referral=4)

    with pytest.raises(NotOpen, match="open now: answer"):
        decide(house, 5)
