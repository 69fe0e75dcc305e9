"""What an adjudicator is shown of a case: its cause, its history, both sides' values and words, in Markdown.

Pure. Whatever comes from data stands in code spans, where neither Markdown nor HTML nor
an address is anything but text. Keys are masked unless whose they are shares them with all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from onesource.discrepancy.case import BUREAU, Case, Entry
from onesource.discrepancy.openings import open_to
from onesource.notice.history import history
from onesource.notice.kinds import ANSWER_OF, KINDS
from onesource.notice.markdown import quoted, table
from onesource.notice.model import CaseLine, Finding, ProviderFacts, number
from onesource.notice.values import masked
from onesource.notice.wording import case_about


@dataclass(frozen=True)
class Row:
    """One open finding: both values, and what either side answered."""

    finding_id: str
    provider: str
    feed: str
    library: str | None
    entity: str | None
    entity_key: str | None
    element: str | None
    provider_value: str | None
    golden_provider: str | None
    golden_value: str | None
    answer: str | None = None
    explanation: str | None = None
    other_answer: str | None = None
    other_explanation: str | None = None


@dataclass(frozen=True)
class Side:
    """How probably a provider is right, on the average of a case's rows, and how reliable it is.

    low, high: bounds of 95 %; claims: what that rests on; copies_from: whose values it seems to copy.
    """

    provider: str
    side: str  # authority, or provider
    rows: int
    probably_right: float
    reliability: float | None = None
    low: float | None = None
    high: float | None = None
    claims: int | None = None
    copies_from: str | None = None


@dataclass(frozen=True)
class Evidence:
    """A case with its log and the first of its rows; facts: its respondent's; estimated: by side."""

    case_id: str
    case: Case
    log: Sequence[Entry]
    rows: Sequence[Row]
    facts: ProviderFacts
    decide_by: date
    estimated: Sequence[Side] = ()

    @property
    def line(self) -> CaseLine:
        """The case as reports tell it."""
        due, clock = self.case.due, self.case.clock
        return CaseLine(self.case_id, self.case, due, bool(clock and clock.provisional))


def sides(case: Case, facts: ProviderFacts) -> dict[str, str]:
    """Who may have to mend its data, by the words of the choice: the respondent, and the other side."""
    known = dict.fromkeys((case.cause.respondent, case.cause.counterparty))
    return {f"由{facts.called(side)}更正": side for side in known if side not in (None, BUREAU)}


def subject(shown: Evidence) -> str:
    """The question in one line."""
    kind, overdue = KINDS[shown.case.cause.kind].title, _is_overdue(shown)
    asked = shown.facts.called(shown.case.cause.respondent)
    about = f"{asked}，{kind}，{case_about(shown.line, shown.facts)}"
    return f"{'【已逾期】' if overdue else ''}请裁定案件 {shown.line.number}：{about}"


def body(shown: Evidence) -> str:
    """All an adjudicator needs to decide."""
    parts = [_standing(shown), "#### 办理经过", history(shown.log, shown.facts)]
    told = f"（共 {shown.case.rows:,} 条，列出 {len(shown.rows):,} 条）"
    parts += [f"#### 双方的值{told}", _values(shown)]
    if shown.estimated:
        parts += ["#### 估算（仅供参考）", _estimates(shown)]
    parts += ["#### 怎样裁定", _how(shown)]
    return "\n\n".join(parts)


def _standing(shown: Evidence) -> str:
    case, facts = shown.case, shown.facts
    other = case.cause.counterparty
    due = f"{case.due}{'（暂定）' if shown.line.provisional else ''}"
    late = f"，已逾期，请在 {shown.decide_by} 之前裁定" if _is_overdue(shown) else ""
    lines = [
        ("案件", f"{shown.line.number}：{KINDS[case.cause.kind].title}"),
        ("事由", case_about(shown.line, facts)),
        ("被询问部门", facts.called(case.cause.respondent)),
        ("对方部门", facts.called(other) if other else "无"),
        ("未了结", f"{case.rows:,} 条，其中有异议 {case.contested:,} 条"),
        ("裁定期限", due + late),
    ]
    return table(("", ""), lines)


def _values(shown: Evidence) -> str:
    facts = shown.facts
    owners = dict.fromkeys(row.golden_provider for row in shown.rows if row.golden_provider)
    whose = "、".join(facts.called(owner) for owner in owners)
    cause = shown.case.cause
    heads = (
        *("编号", "对象", f"{facts.called(cause.provider)}报送的值"),
        *(f"现行值（{whose}）" if whose else "现行值", "被询问部门的答复", "对方的答复"),
    )
    return table(heads, [_row(row, facts) for row in shown.rows])


def _row(row: Row, facts: ProviderFacts) -> tuple[str, ...]:
    values = [value(one, row, facts) for one in (row.provider_value, row.golden_value)]
    return (
        number(row.finding_id),
        quoted(key(row, facts)),
        *map(quoted, values),
        _answer(row.answer, row.explanation),
        _answer(row.other_answer, row.other_explanation),
    )


def key(row: Row | Finding, facts: ProviderFacts) -> str | None:
    """Whom a finding is about: masked, unless whose it is shares its keys with all."""
    known = row.entity_key
    return masked(known) if known and _is_kept(_about(row), row, facts) else known


def value(told: str | None, row: Row | Finding, facts: ProviderFacts) -> str | None:
    """A value of a finding: a code by its title, a key as keys of its entity are shown."""
    own, element = _about(row), row.element or ""
    of, column = (*own, element), (row.provider or "", row.feed, element)
    keys = {*facts.keys.get(of, ()), *facts.keys.get(column, ())}
    if told == row.entity_key:
        keys.add(own)
    if told and any(_is_kept(one, row, facts) for one in keys):
        return masked(told)
    return facts.codes.get(of, {}).get(told, told) if told else told


def _is_kept(about: tuple[str, str], row: Row | Finding, facts: ProviderFacts) -> bool:
    """Whether not all may see an entity's keys: by whose the row is, of another entity by who shares it."""
    if about == _about(row):
        return (row.golden_provider or row.provider or "", *about) not in facts.shared
    return all(owner[1:] != about for owner in facts.shared)


def _about(row: Row | Finding) -> tuple[str, str]:
    return row.library or "", row.entity or ""


def _answer(answer: str | None, explanation: str | None) -> str:
    if answer is None:
        return "—"
    told = ANSWER_OF.get(answer, answer)
    return f"{told}：{quoted(explanation)}" if explanation else told


def _estimates(shown: Evidence) -> str:
    heads = ("部门", "正确的可能性（各条平均）", "该项数据的可信度", "依据")
    return table(heads, [_estimate(one, shown.facts) for one in shown.estimated])


def _estimate(side: Side, facts: ProviderFacts) -> tuple[str, ...]:
    reliability = "—" if side.reliability is None else f"{side.reliability:.1%}"
    if side.low is not None and side.high is not None:
        reliability += f"（{side.low:.1%} 至 {side.high:.1%}）"
    grounds = f"{side.claims:,} 条数据" if side.claims else "—"
    if side.copies_from:
        grounds += f"，疑似取自{facts.called(side.copies_from)}"
    right = f"{side.probably_right:.0%}（{side.rows:,} 条）"
    return facts.called(side.provider), right, reliability, grounds


def _how(shown: Evidence) -> str:
    choices = "；".join(f"**{words}**" for words in sides(shown.case, shown.facts))
    ruled = (
        "个别对象的取值可以直接裁定：在“裁定取值”中每行写“编号=值”，基础库即以此为准，"
        "直到来源部门的数据变化为止。"
        if "rule" in open_to(shown.case, BUREAU)
        else "“裁定取值”不适用于本案，请留空。"
    )
    return (
        f"选择应当由谁更正自己的数据：{choices}。并写明理由，它和裁定人一起记入案件记录。"
        f"裁定之后，由该部门更正，下一批数据核对通过后自动核销。{ruled}"
        "需要由第三个部门答复的，不在这里裁定，用 `onesource case transfer` 转交。"
    )


def _is_overdue(shown: Evidence) -> bool:
    return shown.case.due is not None and shown.decide_by > shown.case.due
