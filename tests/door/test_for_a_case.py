"""One answer for a whole case: each finding's that was seen, and told as one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from door.front import Front, System
from door.test_answering import MENDED
from notice.desk import GAP, ONE, TWO, Desk
from notice.given import TUESDAY, keep

from onesource.door import taking


def test_an_answer_to_a_case_is_each_finding_s_and_told_as_one(desk: Desk, system: System):
    desk.sent(ONE, TWO, GAP)
    [case] = [one for one in system.cases()["cases"] if one["kind"] == "conflict"]

    receipt = system.post([{"case": case["case"], **MENDED}]).json()

    [told] = receipt["results"]
    assert (told["rows"], told["taken"], receipt["taken"]) == (2, True, 2)
    assert set(told["findings"]) == {ONE.number, TWO.number}
    assert set(desk.answered()) == {ONE.number, TWO.number}


def test_an_answer_to_a_case_leaves_what_opened_since_it_was_looked_at(desk: Desk, system: System):
    desk.sent(ONE)
    [case], seen = system.cases()["cases"], system.cases()["seen"]
    keep(desk.base, TWO)

    system.post([{"case": case["case"], **MENDED}], seen=seen)

    assert set(desk.answered()) == {ONE.number}


def test_a_case_that_is_nobody_s_or_another_s_is_told_the_same(desk: Desk, front: Front):
    desk.sent(ONE)
    [case] = front.system().cases()["cases"]

    unknown = "00000000-0000-0000-0000-000000000000"

    answers = [{"case": one, **MENDED} for one in (case["case"], unknown)]
    receipt = front.system("civil_affairs").post(answers).json()

    assert [one["why"] for one in receipt["results"]] == [taking.NO_CASE] * 2
    assert desk.answered() == {}


def test_a_case_of_too_many_findings_is_sent_to_the_workbook(
    desk: Desk, system: System, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(taking, "MOST", 1)
    desk.sent(ONE, TWO)
    [case] = system.cases()["cases"]

    receipt = system.post(
        [{"case": case["case"], **MENDED}, {"finding": ONE.number, **MENDED}]
    ).json()

    assert [one["why"] == taking.TOO_MANY for one in receipt["results"]] == [True, False]
    assert set(desk.answered()) == {ONE.number}


def test_who_is_doubted_replies_for_the_whole_case(desk: Desk, front: Front):
    desk.sent(ONE, TWO)
    [case] = front.system().cases()["cases"]
    doubt = {"answer": "有异议", "explanation": "以统计局核查为准"}
    front.system().post([{"case": case["case"], **doubt}])
    civil = front.system("civil_affairs")
    [theirs] = civil.cases()["cases"]
    front.at(TUESDAY + timedelta(days=1))

    receipt = civil.post([{"case": theirs["case"], **MENDED}]).json()

    assert (theirs["kind"], theirs["steps"]) == ("disputed", ["propose", "agree", "refer"])
    assert receipt["results"][0]["why"] == "已记录贵单位同意更正，下一批数据核对通过后自动核销。"
    assert [(one["phase"], one["owner"]) for one in desk.cases()] == [
        ("rechecking", "civil_affairs")
    ]


def test_more_time_is_taken_for_the_whole_case(desk: Desk, system: System):
    desk.sent(ONE, TWO)
    [case] = system.cases()["cases"]
    asked = {"answer": "申请延期", "explanation": "5个工作日，王局长批准"}

    receipt = system.post([{"case": case["case"], **asked}]).json()

    assert receipt["results"][0]["why"].startswith("同意延期 5 个工作日（王局长批准）")
    assert system.cases()["cases"][0]["extended"] is True
