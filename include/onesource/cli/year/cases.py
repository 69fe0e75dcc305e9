"""Holds the cases of a year against what is promised of them, by reckonings of its own.

A case is what its log comes to; every open finding stands in one open case; no term ends
on a day off, and each ends as many working days after its start as it is long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from onesource.cli.year import days
from onesource.cli.year.evidence import Evidence, Row, day_of
from onesource.discrepancy import docket

CAUSE = ("respondent", "provider", "feed", "kind", "element", "counterparty")


@dataclass(frozen=True)
class Violation:
    """A promise that was not kept: which, in which case or delivery, on which day, and how."""

    promise: str
    of: str
    day: date | None
    how: str


def replays(evidence: Evidence) -> Iterator[Violation]:
    """Each case is what its log comes to, entry for entry."""
    for case in evidence.cases:
        state, log = case["state"], evidence.log(case["case_id"])
        last = day_of(log[-1]["at"]) if log else None
        if evidence.replayed[case["case_id"]] != docket.case_of(state):
            yield Violation("replays", case["case_id"], last, "its log comes to another state")
        if [one["number"] for one in log] != list(range(1, len(log) + 1)):
            yield Violation("replays", case["case_id"], last, "entries are missing in its log")
        for name in (
            "phase",
            "owner",
            "rows",
            "unanswered",
            "contested",
            "times_opened",
            "entries",
        ):
            if case[name] != state[name]:
                how = f"{name} is {case[name]!r}, by its log {state[name]!r}"
                yield Violation("replays", case["case_id"], last, how)
        due = (state["clock"] or {}).get("due")
        if str(case["due"] or "") != (due or ""):
            how = f"it is due {case['due']}, by its log {due}"
            yield Violation("replays", case["case_id"], last, how)


def due_days(evidence: Evidence) -> Iterator[Violation]:
    """No term ends on a day off, and each is as long as it says."""
    for entry in evidence.entries:
        if entry["clock"]:
            yield from _term(entry)
    today = day_of(evidence.rounds[-1])
    for case in evidence.cases:
        if case["due"] and not days.works(case["due"], today):
            yield Violation("due_days", case["case_id"], case["due"], "a case is due on a day off")


def _term(entry: Row) -> Iterator[Violation]:
    clock, told_on = entry["clock"], day_of(entry["at"])
    start, due = date.fromisoformat(clock["start"]), date.fromisoformat(clock["due"])
    where = (entry["case_id"], told_on)
    if not days.works(due, told_on):
        yield Violation("due_days", *where, f"{entry['step']}: due on {due}, a day off")
    if days.after(start, clock["days"], told_on) != due:
        how = f"{entry['step']}: {clock['days']} working days after {start} are not {due}"
        yield Violation("due_days", *where, how)


def findings_stand(evidence: Evidence) -> Iterator[Violation]:
    """Each open finding stands in exactly one case that is open, and a case counts what stands in it."""
    kept: dict[tuple[str | None, ...], list[Row]] = {}
    for case in evidence.cases:
        kept.setdefault(tuple(case[name] for name in CAUSE), []).append(case)
    standing = Counter(_cause(finding) for finding in evidence.findings)
    for cause, rows in standing.items():
        opened = [case for case in kept.get(cause, []) if case["phase"] != "closed"]
        if len(opened) != 1:
            how = f"{rows} open findings of {cause} stand in {len(opened)} open cases"
            yield Violation("findings_stand", str(cause), None, how)
    for cause, cases in kept.items():
        for case in cases:
            if case["rows"] != standing.get(cause, 0):
                how = f"it counts {case['rows']} rows, open are {standing.get(cause, 0)}"
                yield Violation("findings_stand", case["case_id"], None, how)


def _cause(finding: Row) -> tuple[str | None, ...]:
    own = finding["respondent"] == finding["provider"]
    other = finding["golden_provider"] if own else finding["provider"]
    return (*(finding[name] for name in CAUSE[:-1]), other)
