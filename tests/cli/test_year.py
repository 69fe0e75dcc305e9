"""A few weeks of the scripted year hold what is promised, and what does not hold is seen."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from onesource import settings
from onesource.cli.year import command, days, notices
from onesource.cli.year.command import Asked, Played
from onesource.cli.year.evidence import Evidence, Untold
from onesource.cli.year.judge import judge

FIRST = date(2025, 9, 10)  # the holidays of October lie in its term
WEEKS = Asked(200, 3, 33, FIRST, ("public_security", "health", "statistics"))
HOLIDAY = date(2025, 10, 1)


@pytest.fixture(scope="module")
def played() -> Played:
    """Some weeks of three departments."""
    return command.play(WEEKS)


@pytest.fixture
def evidence(played: Played) -> Evidence:
    """What they are judged by."""
    return played.evidence


def broken(evidence: Evidence) -> set[str]:
    """The promises that are seen to be broken."""
    return {promise for promise, found in judge(evidence).items() if found}


def changed(rows: list[dict[str, Any]], at: int, **values: Any) -> list[dict[str, Any]]:
    """The rows, one of them with other values."""
    return [*rows[:at], {**rows[at], **values}, *rows[at + 1 :]]


def place(rows: list[dict[str, Any]], **wanted: Any) -> int:
    """Where the first row stands that has these values."""
    return next(
        at
        for at, row in enumerate(rows)
        if all(row[name] == value for name, value in wanted.items())
    )


def test_some_weeks_hold_all_that_is_promised(played: Played, capsys: pytest.CaptureFixture[str]):
    held = command.conclude(played, {"seed": 3})

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert held
    assert set(told["violations"].values()) == {0}
    assert told["cases"] > 10
    assert told["deliveries"] > 4
    assert told["answers"] > 1
    assert list(settings.scratch().glob("year-*")) == []


def test_the_weeks_are_not_idle(evidence: Evidence):
    steps = {entry["step"] for entry in evidence.entries}

    assert {"raised", "notified", "answered", "promised", "reminded", "closed"} <= steps


def test_a_notice_sent_twice_is_seen(evidence: Evidence):
    last = evidence.deliveries[-1]
    again = {**last, "delivered_at": last["delivered_at"] + timedelta(seconds=1)}

    assert broken(replace(evidence, deliveries=[*evidence.deliveries, again])) == {"notices"}


def test_a_report_that_lay_in_no_box_is_seen(evidence: Evidence):
    assert broken(replace(evidence, seen=evidence.seen[1:])) == {"notices"}


def test_a_case_that_was_not_told_is_seen(evidence: Evidence):
    untold = [Untold(FIRST, evidence.cases[0]["case_id"])]

    assert broken(replace(evidence, untold=untold)) == {"notices"}


def test_a_receipt_that_is_missing_is_seen(evidence: Evidence):
    handed = [*evidence.handed, (FIRST, evidence.handed[0][1], "答复.xlsx")]

    assert broken(replace(evidence, handed=handed)) == {"notices"}


def test_a_reminder_that_was_not_sent_is_seen(evidence: Evidence):
    at = place(evidence.entries, step="reminded")
    entries = changed(evidence.entries, at, step="counted")

    assert "reminders" in broken(replace(evidence, entries=entries))


def test_a_reminder_sent_twice_is_seen(evidence: Evidence):
    at = place(evidence.entries, step="reminded")
    entries = [*evidence.entries[: at + 1], *evidence.entries[at:]]

    assert "reminders" in broken(replace(evidence, entries=entries))


def test_a_term_that_ends_on_a_holiday_is_seen(evidence: Evidence):
    at = place(evidence.entries, step="notified")
    term = {**evidence.entries[at]["clock"], "due": str(HOLIDAY)}

    assert "due_days" in broken(
        replace(evidence, entries=changed(evidence.entries, at, clock=term))
    )


def test_a_case_due_on_a_holiday_is_seen(evidence: Evidence):
    cases = changed(evidence.cases, 0, due=HOLIDAY)

    assert "due_days" in broken(replace(evidence, cases=cases))


def test_a_state_that_does_not_replay_is_seen(evidence: Evidence):
    state = {**evidence.cases[0]["state"], "times_opened": 9}
    cases = changed(evidence.cases, 0, state=state, times_opened=9)

    assert broken(replace(evidence, cases=cases)) == {"replays"}


def test_a_finding_that_stands_in_no_case_is_seen(evidence: Evidence):
    stray = {**evidence.findings[0], "respondent": "taxation"}

    assert broken(replace(evidence, findings=[*evidence.findings, stray])) == {"findings_stand"}


def test_what_is_broken_is_told_with_the_case_and_its_log(
    played: Played, capsys: pytest.CaptureFixture[str]
):
    cases = changed(played.evidence.cases, 0, due=HOLIDAY)

    held = command.conclude(replace(played, evidence=replace(played.evidence, cases=cases)), {})

    told = capsys.readouterr().out
    assert not held
    assert f"{cases[0]['case_id']}, {HOLIDAY}: a case is due on a day off" in told
    assert "raised system" in told


def test_a_day_that_is_announced_late_is_off_from_then_on():
    [late] = days.LATE

    assert days.works(late.day, late.known_on - days.DAY)
    assert not days.works(late.day, late.known_on)


def test_working_days_skip_holidays_and_count_make_up_days():
    start = date(2025, 9, 30)

    assert days.after(start, 1, start) == date(2025, 10, 9)
    assert days.between(start, date(2025, 10, 11), start) == 3  # a Saturday that is worked


@pytest.mark.parametrize(("owner", "told"), [("health", []), ("statistics", ["notices"])])
def test_a_report_may_say_the_same_anew_to_who_owes_a_step_that_is_due_otherwise(
    owner: str, told: list[str]
):
    entries = [
        {"entry_id": 1, "case_id": "one", "step": "disputed", "facts": {"owner": owner}},
        {"entry_id": 2, "case_id": "one", "step": "rescheduled", "facts": {}},
    ]
    sent = {"delivery_id": "x", "provider": "health", "content_hash": "same"}
    deliveries = [
        {**sent, "last_entry_id": n, "delivered_at": datetime(2025, 12, n, tzinfo=UTC)}
        for n in (1, 2)
    ]
    cases = [{"case_id": "one", "respondent": "statistics"}]
    evidence = Evidence(cases, entries, deliveries, [], {}, [], [], [], [])

    assert [one.promise for one in notices.repeated(evidence)] == told
