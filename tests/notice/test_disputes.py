"""The reply of whom another provider doubts, which is a step of the whole case."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from notice.desk import (
    ONE,
    TWO,
    Desk,
    fill,
)
from notice.given import STATISTICS, TUESDAY, finding, keep

from onesource.notice import columns
from onesource.notice.model import Section

CIVIL = replace(STATISTICS, slug="civil_affairs", title="民政局", feeds={})
DOUBTED = "对方有异议"


@pytest.fixture
def doubted(desk: Desk) -> Desk:
    """Statistics disputes two names that civil affairs is the authority for: it is civil affairs' turn."""
    disputed = ("有异议", "以统计局核查为准")
    desk.take(fill(desk.sent(ONE, TWO), dict.fromkeys([ONE.number, TWO.number], disputed)))
    desk.facts = CIVIL
    return desk


def test_who_is_doubted_gives_in(doubted: Desk):
    said = dict.fromkeys([ONE.number, TWO.number], ("已更正", ""))

    outcome = doubted.take(fill(doubted.sent(at=TUESDAY), said), at=TUESDAY + timedelta(days=1))

    (case,) = doubted.cases()
    assert (outcome.taken, outcome.refused) == (2, 0)
    assert (case["phase"], case["owner"]) == ("rechecking", "civil_affairs")


def test_who_is_doubted_stands_by_its_value_and_the_other_owes_the_reply(doubted: Desk):
    said = dict.fromkeys([ONE.number, TWO.number], ("确认无误", "民政局登记在册"))

    outcome = doubted.take(fill(doubted.sent(at=TUESDAY), said), at=TUESDAY + timedelta(days=1))

    (case,) = doubted.cases()
    (entry,) = doubted.base.rows("select facts from discrepancy.case_entry where step = 'proposed'")
    assert outcome.taken == 2
    assert (case["phase"], case["owner"]) == ("negotiating", "statistics")
    assert entry["facts"]["reason"] == "民政局登记在册"


@pytest.mark.parametrize(
    ("one", "two", "why"),
    [
        ("已更正", "确认无误", "作同一选择"),
        ("已更正", "", "这一案共 2 条.*本次答了 1 条"),
        ("有异议", "有异议", "只能选“已更正”（同意更正）或“确认无误”"),
        ("申请延期", "申请延期", "只能选“已更正”"),
    ],
)
def test_a_reply_to_a_doubt_is_the_case_s_as_a_whole(doubted: Desk, one: str, two: str, why: str):
    because = "5个工作日，王局长批准"
    said = {ONE.number: (one, because), TWO.number: (two, because if two else "")}

    outcome = doubted.take(fill(doubted.sent(at=TUESDAY), said), at=TUESDAY + timedelta(days=1))

    assert outcome.taken == 0
    assert {bool(re.search(why, verdict.why)) for verdict in outcome.verdicts} == {True}
    assert doubted.cases()[0]["owner"] == "civil_affairs"


def test_a_row_that_opened_since_the_case_was_counted_is_answered_too(doubted: Desk):
    said = dict.fromkeys([ONE.number, TWO.number], ("已更正", ""))
    path = fill(doubted.sent(at=TUESDAY), said)
    keep(doubted.base, finding(key="110105024"))

    outcome = doubted.take(path, at=TUESDAY + timedelta(days=1))

    assert outcome.taken == 0
    assert "这一案共 3 条，须全部作答并作同一选择，本次答了 2 条" in outcome.verdicts[0].why
    assert doubted.cases()[0]["owner"] == "civil_affairs"


def test_a_row_that_closed_since_the_case_was_counted_is_not_waited_for(doubted: Desk):
    path = fill(doubted.sent(at=TUESDAY), {ONE.number: ("已更正", "")})
    keep(doubted.base, replace(TWO, closed_at=TUESDAY, closed_by="data"))

    outcome = doubted.take(path, at=TUESDAY + timedelta(days=1))

    assert (outcome.taken, outcome.refused) == (1, 0)
    assert doubted.cases()[0]["phase"] == "rechecking"


def test_who_is_not_asked_any_more_is_told_so(doubted: Desk):
    said = dict.fromkeys([ONE.number, TWO.number], ("确认无误", "民政局登记在册"))
    path = fill(doubted.sent(at=TUESDAY), said)
    doubted.take(path, at=TUESDAY + timedelta(days=1))

    outcome = doubted.take(path, at=TUESDAY + timedelta(days=2))

    assert outcome.taken == 0
    assert outcome.verdicts[0].why.startswith("这类问题正在协商，不能提出处理意见。现在可以：")


@pytest.mark.parametrize(
    ("provider", "golden", "kind"),
    [("health", "statistics", "doubted"), ("health", "civil_affairs", "given")],
)
def test_one_s_own_answer_is_not_told_as_the_other_s(provider: str, golden: str, kind: str):
    asked = finding(
        provider=provider, golden_provider=golden, respondent="statistics", answer="confirmed"
    )
    section = Section(asked.section("statistics"), (asked,))

    chosen = columns.of(columns.open_in(section), section.findings, STATISTICS)

    told = {column.title: column.cell(asked, STATISTICS) for column in chosen}
    assert section.kind == kind
    assert told["已作答复"] == "确认无误"
    assert "对方答复" not in told
