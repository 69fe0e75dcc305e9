"""A feed's first report: its causes, not a flood."""

from __future__ import annotations

from dataclasses import replace

from notice.given import MONDAY, TUESDAY, batch, finding, report

from onesource.notice import onboarding, wording

NEW = batch(first_at=TUESDAY)


def test_a_new_feed_s_findings_are_told_by_cause_most_frequent_first():
    many = [finding(key=f"1101050{row:02}") for row in range(30)]
    few = [finding("invalid", key=f"2101050{row:02}", rule="required") for row in range(3)]

    [first] = onboarding.firsts(report([*few, *many], batches=(batch(first_at=MONDAY),)))

    assert [(cause.kind, cause.count) for cause in first.causes] == [
        ("与权威值不一致", 30),
        ("校验未通过", 3),
    ]
    assert first.causes[1].words == "名称：必填项为空"
    assert "共有 33 条问题，归为以下 2 类原因" in wording.first_outcome(first)


def test_what_was_told_of_before_is_no_first():
    old = report([finding()], since=TUESDAY, batches=(batch(first_at=MONDAY),))

    assert list(onboarding.firsts(old)) == []


def test_a_feed_that_came_since_the_last_report_is_one():
    later = report([finding()], since=MONDAY, batches=(NEW,))

    assert [first.title for first in onboarding.firsts(later)] == ["统计用区划代码"]


def test_causes_beyond_the_first_twenty_are_told_as_one():
    findings = [
        replace(finding("invalid", key=f"{row:09}"), rule=f"rule_{row}") for row in range(25)
    ]

    [first] = onboarding.firsts(report(findings, batches=(NEW,)))

    assert len(first.causes) == 21
    assert (first.causes[-1].words, first.causes[-1].count) == ("另有 5 类原因", 5)
