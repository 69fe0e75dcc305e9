"""More time: read out of what people write, and given once a case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from notice.desk import (
    ONE,
    TWO,
    Desk,
    fill,
    said,
)
from notice.given import TUESDAY

from onesource.notice import filled
from onesource.notice.filled import Extension


def test_more_time_is_given_once_a_case(desk: Desk):
    wish = ("申请延期", "因系统升级，申请延长5个工作日，经王建国局长批准")
    path = fill(desk.sent(ONE, TWO), {ONE.number: wish, TWO.number: wish})
    (before,) = desk.cases()

    outcome = desk.take(path)

    (case,) = desk.cases()
    assert (str(before["due"]), str(case["due"])) == ("2026-12-07", "2026-12-14")
    assert (outcome.taken, case["phase"], case["unanswered"]) == (2, "asked", 2)
    (told,) = {why for _, why in said(outcome)}
    assert "延期 5 个工作日（王建国局长批准）" in told
    assert "2026-12-14" in told
    (entry,) = desk.base.rows("select facts from discrepancy.case_entry where step = 'extended'")
    assert entry["facts"] == {"days": 5, "approved_by": "王建国局长"}

    again = desk.take(path, at=TUESDAY + timedelta(days=1))
    assert again.taken == 0
    assert said(again)[0][1] == "这类问题已经延期过一次，不能再延。现在可以：答复。"


def test_wishes_that_differ_within_a_case_are_not_chosen_from(desk: Desk):
    wishes = [("申请延期", f"{days}个工作日，王局长批准") for days in (3, 5)]
    path = fill(desk.sent(ONE, TWO), dict(zip([ONE.number, TWO.number], wishes, strict=True)))

    outcome = desk.take(path)

    assert outcome.taken == 0
    assert "各行的天数或批准人不同" in said(outcome)[0][1]


def test_more_time_for_some_and_an_answer_to_others_of_one_case(desk: Desk):
    wish = ("申请延期", "批准人：李副局长，十天")
    path = fill(desk.sent(ONE, TWO), {ONE.number: wish, TWO.number: ("已更正", "")})

    assert desk.take(path).taken == 2
    assert (desk.cases()[0]["unanswered"], str(desk.cases()[0]["due"])) == (1, "2026-12-21")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("5个工作日，王局长批准", Extension(5, "王局长")),
        ("５个工作日 王局长已批准", Extension(5, "王局长")),
        ("王局长同意延期10天", Extension(10, "王局长")),
        ("延十个工作日，批准人：王建国", Extension(10, "王建国")),
        ("两个工作日；审批人 李四", Extension(2, "李四")),
        ("已报局长张三批准，延长 3 工作日", Extension(3, "局长张三")),
        ("5.5个工作日，王局长批准", None),
        ("12月5日前，王局长批准", None),
        ("5个工作日，未经批准", None),
        ("5个工作日，待王局长批准", None),
        ("5个工作日", None),
    ],
)
def test_days_and_approver_are_read_as_people_write_them(written: str, found: Extension | None):
    assert filled.extension(written) == found
