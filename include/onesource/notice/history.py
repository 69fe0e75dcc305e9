"""A case's log as people read it: the day, who, what, why; as lines of a page, and in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from onesource.clock import BUREAU_TIME
from onesource.discrepancy.case import BUREAU, SYSTEM, Entry
from onesource.notice.kinds import ANSWER_OF
from onesource.notice.markdown import quoted
from onesource.notice.model import ProviderFacts

ENTRIES = 30  # lines of the history
UNTOLD = ("counted", "reminded")
LOGGED = {
    "raised": "立案",
    "reopened": "重新立案",
    "resumed": "问题重现，继续办理",
    "notified": "送达",
    "answered": "答复",
    "extended": "延期",
    "promised": "承诺更正，等待复核",
    "asked_again": "再次询问",
    "disputed": "有异议，转请对方回应",
    "proposed": "提出依据，转请对方回应",
    "agreed": "同意更正",
    "referred": "提请裁定",
    "decided": "裁定",
    "ruled": "裁定取值",
    "ruling_ended": "裁定的取值失效",
    "transferred": "转交其他部门",
    "escalated": "逾期，报主管部门督办",
    "rescheduled": "节假日调整，改期",
    "closed": "了结",
}
REASONS = {"no reply in time": "逾期未回应", "stands by its answer": "坚持原来的答复"}


@dataclass(frozen=True)
class Step:
    """A line of a case's log. actor: a title, or one of bureau and system."""

    name: str
    actor: str
    at: datetime
    due: date | None
    reason: str | None
    to: str | None
    answers: Mapping[str, int]


def steps(log: Iterable[Entry], called: Callable[[str], str]) -> list[Step]:
    """What has happened so far, as a page tells it; called: what a side is called."""
    return [_line(entry, called) for entry in log if entry.step not in UNTOLD]


def _line(entry: Entry, called: Callable[[str], str]) -> Step:
    facts = entry.facts
    to = facts.get("to") or facts.get("approved_by")
    return Step(
        name=entry.step,
        actor=entry.actor if entry.actor in (BUREAU, SYSTEM) else called(entry.actor),
        at=entry.at,
        due=entry.clock.due if entry.clock else None,
        reason=facts.get("reason"),
        to=called(to) if to else None,
        answers=facts.get("answers", {}),
    )


def history(log: Sequence[Entry], facts: ProviderFacts) -> str:
    """What has happened so far, a line a step; the first of very many are left out."""
    told = [entry for entry in log if entry.step not in UNTOLD]
    lines = [f"- 更早的 {len(told) - ENTRIES} 步从略"] if len(told) > ENTRIES else []
    return "\n".join([*lines, *(_step(entry, facts) for entry in told[-ENTRIES:])])


def _step(entry: Entry, facts: ProviderFacts) -> str:
    day = entry.at.astimezone(BUREAU_TIME).date()
    actor = "系统" if entry.actor == SYSTEM else facts.called(entry.actor)
    told = LOGGED.get(entry.step, entry.step)
    return f"- {day} {actor}：{told}{_facts(entry.facts, facts)}"


def _facts(told: Mapping[str, Any], facts: ProviderFacts) -> str:
    words = [
        f"{ANSWER_OF.get(name, name)} {count:,} 条"
        for name, count in told.get("answers", {}).items()
    ]
    if told.get("reason"):
        reason = str(told["reason"])
        words.append(REASONS.get(reason) or quoted(reason))
    if told.get("to") in facts.providers:
        words.append(facts.providers[told["to"]])
    return f"（{'，'.join(words)}）" if words else ""
