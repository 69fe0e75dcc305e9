"""A report that came back filled, as people fill one: what each row says, and what is wrong with it."""

from __future__ import annotations

import re

import pytest
from notice.desk import (
    ANSWER,
    CONFIRMED,
    EXPLANATION,
    GAP,
    MINE,
    NUMBER,
    ONE,
    TWO,
    Desk,
    edited,
    fill,
    places,
    said,
)


def test_what_is_answered_is_taken_and_moves_its_case(desk: Desk):
    path = desk.sent(ONE, TWO, GAP)

    outcome = desk.take(
        fill(path, {ONE.number: ("已更正", ""), TWO.number: CONFIRMED, GAP.number: ("已更正", "")})
    )

    assert (outcome.taken, outcome.refused) == (3, 0)
    assert desk.answered() == {
        ONE.number: ("corrected", ""),
        TWO.number: ("confirmed", "民政局 2026 年 9 号文"),
        GAP.number: ("corrected", ""),
    }
    assert {row["kind"]: row["phase"] for row in desk.cases()} == {
        "conflict": "negotiating",
        "uncovered": "rechecking",
    }
    assert {line.case.phase for line in outcome.moved} == {"negotiating", "rechecking"}


def test_a_form_without_answers_changes_nothing(desk: Desk):
    outcome = desk.take(desk.sent(ONE))

    assert (outcome.taken, outcome.refused, outcome.moved) == (0, 0, [])
    assert desk.cases()[0]["phase"] == "asked"


REFUSED = {
    "not in the list": ("同意", "", "不在列表中.*已更正、确认无误"),
    "no answer": ("", "已改", "没有选择“答复”"),
    "confirmed without evidence": ("确认无误", "", "须在“答复说明”列写明依据"),
    "disputed without evidence": ("有异议", " ", "写明正确的值和依据"),
    "elsewhere without a reason": ("非我部门", "", "应由哪个部门答复"),
    "too long": ("有异议", "长" * 2001, "2,001 个字，上限 2,000"),
    "a hidden character": ("有异议", "依\u202e据", "控制字符"),
    "an escaped control character": ("有异议", "依_x000B_据", "控制字符"),
    "a text like a formula": ("有异议", "+86 10 1234", "以“\\+”开头.*前面加上文字"),
    "a wide formula": ("有异议", "＝1+1", "以“＝”开头"),
    "more time without days": (
        "申请延期",
        "12月5日前，王局长批准",
        "几个工作日.*5个工作日，王局长批准",
    ),
    "more time without approver": ("申请延期", "5个工作日", "由哪位负责人批准"),
    "more time not approved": ("申请延期", "5个工作日，局长未批准", "由哪位负责人批准"),
    "more time than there is": ("申请延期", "11个工作日，王局长批准", "最多延期 10 个工作日"),
}


@pytest.mark.parametrize(("answer", "explanation", "why"), REFUSED.values(), ids=REFUSED)
def test_a_row_is_refused_with_its_reason_and_the_other_is_taken(
    desk: Desk, answer: str, explanation: str, why: str
):
    path = desk.sent(ONE, GAP)

    outcome = desk.take(fill(path, {ONE.number: (answer, explanation), GAP.number: ("已更正", "")}))

    (row,) = [verdict for verdict in outcome.verdicts if not verdict.taken]
    assert re.search(why, row.why), row.why
    assert desk.answered() == {GAP.number: ("corrected", "")}


@pytest.mark.parametrize("column", [ANSWER, EXPLANATION, NUMBER])
def test_a_formula_is_refused_and_never_computed(desk: Desk, column: str):
    path = fill(desk.sent(ONE), {ONE.number: ("有异议", "依据")})
    with edited(path) as book:
        head, columns = places(book[MINE])
        book[MINE].cell(head + 1, columns[column]).value = '=HYPERLINK("http://a.b","已更正")'

    ((taken, why),) = said(desk.take(path))

    assert not taken
    assert f"“{column}”列里是公式" in why
    assert desk.answered() == {}


@pytest.mark.parametrize("written", ["已 更正", " 已更正\n", "已更正"])
def test_an_answer_may_be_spaced(desk: Desk, written: str):
    assert desk.take(fill(desk.sent(ONE), {ONE.number: (written, "")})).taken == 1


def test_a_department_that_is_named_is_found(desk: Desk):
    path = fill(
        desk.sent(ONE, GAP),
        {ONE.number: ("非我部门", "应由民政局答复"), GAP.number: ("非我部门", "不归我管")},
    )

    first, second = said(desk.take(path))

    assert first == (True, "已记录，将由主管部门核定是否转交民政局。")
    assert second[0]
    assert "没有写出部门全称" in second[1]
