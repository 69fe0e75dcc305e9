"""The columns of a report's tables, the same on the page and in the sheets.

Decides which columns a list of findings needs: one that would say nothing is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from onesource.clock import BUREAU_TIME
from onesource.notice import values
from onesource.notice.kinds import ANSWER_OF, CLOSED_BY, KINDS, SEVERITIES
from onesource.notice.model import Finding, ProviderFacts, Section

Cell = str | int | None
Keep = Literal["always", "filled", "varied"]


@dataclass(frozen=True)
class Column:
    """A column's heading, its width in characters, when it is kept, and its cells."""

    title: str
    width: int
    keep: Keep
    cell: Callable[[Finding, ProviderFacts], Cell]

    def wanted(self, findings: Sequence[Finding], facts: ProviderFacts) -> bool:
        """Whether it tells the reader of `findings` anything."""
        if self.keep == "always":
            return True
        cells = (self.cell(finding, facts) for finding in findings)
        if self.keep == "filled":
            return any(cells)
        first = next(cells, None)
        return any(cell != first for cell in cells)


def day(moment: datetime) -> str:
    """The bureau's calendar day of `moment`."""
    return f"{moment.astimezone(BUREAU_TIME):%Y-%m-%d}"


def _since(finding: Finding, _facts: ProviderFacts) -> str:
    again = f"（第 {finding.times_opened} 次出现）" if finding.times_opened > 1 else ""
    return day(finding.opened_at) + again


def _entity(finding: Finding, facts: ProviderFacts) -> str:
    entity = finding.entity or ""
    return facts.entities.get((finding.library or "", entity), entity)


def _severity(finding: Finding, _facts: ProviderFacts) -> Cell:
    told = finding.kind == "invalid" or finding.severity == "warning"
    return SEVERITIES[finding.severity] if told else None


def _whose(finding: Finding, facts: ProviderFacts) -> str:
    return facts.called(finding.golden_provider or "")


_NUMBER = Column("编号", 21, "always", lambda finding, _: finding.number)
_FEED = Column("数据", 15, "always", lambda one, facts: facts.feeds.get(one.feed, one.feed))
_GROUP = Column("分组", 8, "filled", lambda finding, _: finding.group)
_ENTITY = Column("对象", 12, "varied", _entity)
_KEY = Column("代码", 20, "filled", values.key)
_ELEMENT = Column("数据项", 10, "filled", values.element)
_DELIVERED = Column("贵单位报送值", 20, "filled", values.delivered)


def _answered(finding: Finding, _facts: ProviderFacts) -> Cell:
    return ANSWER_OF.get(finding.answer or "")


_SINCE = Column("自何时起", 12, "always", _since)
_OWN_ANSWER = Column("已作答复", 10, "filled", _answered)


def _sender(finding: Finding, facts: ProviderFacts) -> Cell:
    return facts.providers.get(finding.provider or "", finding.provider)


OPEN: tuple[Column, ...] = (
    _NUMBER,
    Column("程度", 6, "filled", _severity),
    _GROUP,
    _FEED,
    Column("报送日期", 12, "varied", lambda one, _: str(one.received_on or "")),
    Column("行号", 8, "filled", lambda finding, _: finding.row_number),
    _ENTITY,
    _KEY,
    _ELEMENT,
    _DELIVERED,
    Column("现行值", 20, "filled", values.in_force),
    Column("现行值来自", 11, "filled", _whose),
    Column("同县另码", 13, "filled", lambda finding, _: finding.stands_at),
    Column("关联对象", 22, "filled", values.linked),
    Column("问题说明", 36, "filled", values.message),
    _SINCE,
    Column("请这样处理", 44, "always", lambda finding, _: values.remedy(finding)),
    _OWN_ANSWER,
)

_OTHERS: tuple[Column, ...] = (  # about another's data: what it sent, beside what is in force
    _NUMBER,
    _GROUP,
    Column("报送部门", 12, "always", _sender),
    _ENTITY,
    _KEY,
    _ELEMENT,
    Column("报送值", 20, "filled", values.delivered),
    Column("现行值", 20, "filled", values.in_force),
    Column("问题说明", 36, "filled", values.message),
    Column("数据一致情况", 44, "filled", values.estimated),
)

DISPUTED: tuple[Column, ...] = (  # the other answers, the reader replies
    *_OTHERS,
    Column("对方答复", 10, "filled", _answered),
    Column("对方说明", 36, "filled", lambda finding, _: finding.explanation),
    _SINCE,
)

ASKED_FOR: tuple[Column, ...] = (*_OTHERS, _SINCE, _OWN_ANSWER)  # the reader itself answers

CLOSED: tuple[Column, ...] = (
    _NUMBER,
    Column("问题", 16, "always", lambda one, _: KINDS[one.kind].title),
    _GROUP,
    _FEED,
    _ENTITY,
    _KEY,
    _ELEMENT,
    _DELIVERED,
    Column("如何解决", 16, "always", lambda one, _: CLOSED_BY[one.closed_by or "data"]),
    Column("解决日期", 13, "always", lambda one, _: day(one.closed_at or one.opened_at)),
)


def open_in(section: Section) -> tuple[Column, ...]:
    """The columns of a section of open findings."""
    if section.kind == "disputed":
        return DISPUTED
    return ASKED_FOR if section.kind in ("doubted", "given") else OPEN


def of(
    columns: Sequence[Column], findings: Sequence[Finding], facts: ProviderFacts
) -> tuple[Column, ...]:
    """Those of `columns` that a list of `findings` needs."""
    return tuple(column for column in columns if column.wanted(findings, facts))
