"""What has become of findings, cases and reports by the time a form comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from notice.desk import (
    CONFIRMED,
    GAP,
    ONE,
    TWO,
    Desk,
    fill,
    renumber,
    said,
)
from notice.given import STATISTICS, TUESDAY, keep

from onesource.notice.workbook import Unusable


def test_what_is_settled_needs_no_answer(desk: Desk):
    path = fill(desk.sent(ONE, TWO), {ONE.number: CONFIRMED, TWO.number: ("已更正", "")})
    desk.sent(replace(ONE, closed_at=TUESDAY, closed_by="data"), at=TUESDAY)

    first, second = desk.take(path, at=TUESDAY + timedelta(days=1)).verdicts

    assert (first.taken, second.taken) == (False, True)
    assert first.why == "这一条已于 2026-11-24 解决（数据已更正），不必再答复。"


@pytest.mark.parametrize("event", ["changed", "reopened"])
def test_what_has_changed_since_is_asked_anew(desk: Desk, event: str):
    path = fill(desk.sent(ONE, TWO), {ONE.number: CONFIRMED, TWO.number: CONFIRMED})
    desk.happens(ONE, event)

    first, second = desk.take(path).verdicts

    assert (first.taken, second.taken) == (False, True)
    assert "在该报告之后有变化" in first.why


def test_what_changed_and_changed_back_is_as_it_was(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: CONFIRMED})
    for event in ("changed", "changed"):
        desk.happens(ONE, event)
    desk.run(
        "update discrepancy.finding_event e set provider_value = f.provider_value,"
        " golden_value = f.golden_value from discrepancy.finding f where e.event = 'opened'"
    )

    assert desk.take(path).taken == 1


def test_what_comes_and_goes_without_a_new_report_can_still_be_answered(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: CONFIRMED})
    desk.happens(ONE, "reopened")
    desk.run("update discrepancy.finding set times_opened = 3")

    assert desk.take(path).taken == 1


def test_what_came_back_in_a_later_report_is_answered_there(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: CONFIRMED})
    desk.happens(ONE, "reopened")
    desk.run("update discrepancy.finding set times_opened = 3")
    desk.sent(GAP, at=TUESDAY)

    assert "重新出现" in said(desk.take(path, at=TUESDAY + timedelta(days=1)))[0][1]


def test_an_old_form_is_taken_where_nothing_has_changed(desk: Desk):
    old = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    desk.sent(ONE, GAP, at=TUESDAY)

    outcome = desk.take(old, at=TUESDAY + timedelta(days=1))

    assert (outcome.taken, outcome.told_on) == (1, "2026-11-23")


def test_a_case_nobody_was_told_of_cannot_be_answered_yet(desk: Desk):
    path = fill(desk.sent(ONE, told=False), {ONE.number: ("已更正", "")})

    assert said(desk.take(path)) == [
        (False, "这类问题刚刚立案，还没有随报告送达，不能答复。请收到列有这一条的报告之后再答复。")
    ]


def test_what_is_in_no_case_yet_waits_for_the_report_that_tells_it(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    keep(desk.base, GAP)
    renumber(path, GAP.number)

    assert "还没有立案" in said(desk.take(path))[0][1]


def test_only_the_rows_of_a_case_that_is_not_open_are_refused(desk: Desk):
    first = desk.sent(ONE, GAP)
    desk.take(fill(first, {ONE.number: ("已更正", "")}))
    wish = ("申请延期", "5个工作日，王局长批准")
    path = fill(first, {ONE.number: wish, GAP.number: wish})

    one, gap = desk.take(path, at=TUESDAY + timedelta(hours=1)).verdicts

    assert (one.taken, gap.taken) == (False, True)
    assert one.why == "这类问题已答复，等待下一批数据复核，不能申请延期。现在可以：答复。"


def test_another_provider_s_form_is_refused_whole(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    desk.facts = replace(STATISTICS, slug="civil_affairs", title="民政局")

    with pytest.raises(Unusable, match="这是统计局的核对报告，不是民政局的"):
        desk.take(path)


def test_a_form_that_was_never_delivered_is_refused_whole(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    desk.run("truncate notice.delivery")

    with pytest.raises(Unusable, match=r"没有向贵单位正式送达过这份报告.*最新的报告"):
        desk.take(path)
