"""The whole judgement of a year: each promise with the violations that were found, and what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from onesource.cli.year import cases, ladder, notices
from onesource.cli.year.cases import Violation
from onesource.cli.year.evidence import Evidence

PROMISES: dict[str, tuple[Callable[[Evidence], Iterator[Violation]], ...]] = {
    "replays": (cases.replays,),
    "due_days": (cases.due_days,),
    "findings_stand": (cases.findings_stand,),
    "reminders": (ladder.reminders,),
    "notices": (notices.boxes, notices.repeated, notices.told, notices.receipts),
}
COUNTED = {
    "raised": ("raised",),
    "told": ("notified",),
    "answered": ("answered",),
    "extended": ("extended",),
    "disputed": ("disputed",),
    "to the bureau": ("referred",),
    "decided": ("decided",),
    "ruled": ("ruled",),
    "transferred": ("transferred",),
    "asked again": ("asked_again",),
    "reminded": ("reminded",),
    "escalated": ("escalated",),
    "closed": ("closed",),
    "reopened": ("reopened", "resumed"),
}


def judge(evidence: Evidence) -> dict[str, list[Violation]]:
    """The violations of each promise."""
    return {
        promise: [one for check in checks for one in check(evidence)]
        for promise, checks in PROMISES.items()
    }


def table(
    evidence: Evidence, manners: Mapping[str, str]
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """What happened to cases, by how their respondents behave: headings and rows."""
    manner_of = {case["case_id"]: manners.get(case["respondent"], "-") for case in evidence.cases}
    steps = Counter((manner_of[one["case_id"]], one["step"]) for one in evidence.entries)
    still = Counter(manner_of[one["case_id"]] for one in evidence.cases if one["phase"] != "closed")
    rows: list[tuple[object, ...]] = [
        (
            manner,
            *(sum(steps[manner, step] for step in told) for told in COUNTED.values()),
            still[manner],
        )
        for manner in dict.fromkeys(sorted(manners.values()))
    ]
    return ("providers", *COUNTED, "open now"), rows
