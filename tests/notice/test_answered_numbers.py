"""Which finding an answered row is about: numbers retyped, doubled, unknown, and somebody else's."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from notice.desk import (
    CONFIRMED,
    GAP,
    ONE,
    TWO,
    Desk,
    fill,
    number,
    renumber,
    said,
)
from notice.given import MONDAY, finding


@pytest.mark.parametrize(
    "change",
    [str.lower, lambda one: one.replace("-", ""), lambda one: f" {one.replace('-', '－')} "],
    ids=["lower", "bare", "wide"],
)
def test_a_number_may_be_written_otherwise(desk: Desk, change):
    path = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    renumber(path, change(ONE.number))

    assert desk.take(path).taken == 1


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("0000-0000-0000-0000", "没有这个编号的问题"),
        ("1A2B-3C4D", "不完整"),
        (None, "编号是空的"),
    ],
)
def test_a_number_that_is_none_is_refused(desk: Desk, to: str | None, why: str):
    path = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    renumber(path, to)

    ((taken, told),) = said(desk.take(path))

    assert (taken, why in told) == (False, True), told


def test_another_s_finding_is_not_this_provider_s_to_answer(desk: Desk):
    other = finding(key="110105077")
    path = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    desk.run(
        "insert into discrepancy.finding (finding_id, scope, kind, severity, respondent, provider,"
        " feed, rule, status, opened_at) values (:id, 'x', 'conflict', 'critical', 'taxation',"
        " 'taxation', 'taxpayers', 'x', 'open', :at)",
        id=other.finding_id,
        at=MONDAY,
    )
    renumber(path, other.number)

    assert said(desk.take(path))[0][1].startswith("这个编号不是贵单位的问题")


def test_what_was_given_to_another_since_is_refused_by_its_name(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    desk.run("update discrepancy.finding set respondent = 'civil_affairs'")

    assert said(desk.take(path)) == [(False, "这一条已转由民政局核实，贵单位不必答复。")]


def test_two_findings_of_one_number_are_not_told_apart_by_guessing(desk: Desk):
    twin = replace(TWO, finding_id=f"{ONE.finding_id[:18]}-ffff-ffffffffffff")
    path = desk.sent(ONE, twin)

    outcome = desk.take(fill(path, {ONE.number: ("已更正", "")}))

    assert twin.number == ONE.number
    assert outcome.taken == 0
    assert "不止一条问题" in said(outcome)[0][1]


def test_a_number_answered_twice_otherwise_is_taken_from_neither(desk: Desk):
    path = fill(desk.sent(ONE, TWO, GAP), {ONE.number: ("已更正", ""), TWO.number: CONFIRMED})
    renumber(path, ONE.number, row=2)

    outcome = desk.take(path)

    assert outcome.taken == 0
    (why,) = {why for _, why in said(outcome)}
    assert why.startswith(
        "同一编号有几个不同的答复（“与权威值不一致”第 2 行、“与权威值不一致”第 3 行）"
    )


def test_a_number_answered_twice_alike_is_taken_once(desk: Desk):
    path = fill(desk.sent(ONE, TWO), {ONE.number: CONFIRMED, TWO.number: CONFIRMED})
    renumber(path, ONE.number, row=2)

    assert desk.take(path).taken == 2
    assert desk.answered() == {ONE.number: ("confirmed", CONFIRMED[1])}


def test_a_number_with_two_explanations_is_taken_from_neither(desk: Desk):
    path = fill(desk.sent(ONE, TWO), {ONE.number: CONFIRMED, TWO.number: ("确认无误", "另一依据")})
    renumber(path, ONE.number, row=2)

    outcome = desk.take(path)

    assert outcome.taken == 0
    assert "几个不同的答复说明" in said(outcome)[0][1]


def test_the_number_of_a_finding_has_sixteen_digits():
    assert re.fullmatch(r"([0-9A-F]{4}-){3}[0-9A-F]{4}", ONE.number)
    assert ONE.number == number(ONE.finding_id)
