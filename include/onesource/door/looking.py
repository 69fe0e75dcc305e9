"""What a provider may look at: its open cases, and their findings page by page, as its report tells them.

Every cell is the report's own, so that what the sharing type keeps from a provider there
is kept from it here. Looking changes nothing, and counts as no report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from onesource import clock
from onesource.discrepancy.openings import open_to
from onesource.discrepancy.raising import Office
from onesource.door.bureau import Bureau
from onesource.door.shapes import Cases, CaseTold, Findings, FindingTold
from onesource.notice import columns, wording
from onesource.notice.kinds import KINDS
from onesource.notice.model import CaseLine, Finding, ProviderFacts, Section
from onesource.notice.report import aged, case_line
from onesource.store.sql import statement

FIRST = "00000000-0000-0000-0000-000000000000"
SHORTLY = "set local lock_timeout = '1s'"  # who reads does not hold up what is being settled
NAMES = {  # what the report's columns are called here
    "编号": "finding",
    "程度": "severity",
    "分组": "group",
    "数据": "feed",
    "报送日期": "received_on",
    "行号": "row_number",
    "对象": "entity",
    "代码": "key",
    "数据项": "element",
    "贵单位报送值": "delivered",
    "现行值": "in_force",
    "现行值来自": "in_force_from",
    "同县另码": "stands_at",
    "关联对象": "linked",
    "问题说明": "problem",
    "自何时起": "since",
    "请这样处理": "remedy",
    "已作答复": "answered",
    "报送部门": "sender",
    "报送值": "delivered",
    "数据一致情况": "estimated",
    "对方答复": "answered",
    "对方说明": "explanation",
}


def cases(bureau: Bureau, facts: ProviderFacts) -> Cases:
    """The open cases that are asked of a provider, or in which it owes the next step."""
    office = bureau.office_lately()
    with _moment(bureau) as (connection, seen):
        told = [case_told(line, facts) for line in lines(connection, office, facts)]
    return Cases(seen=seen, cases=told)


def findings(
    bureau: Bureau, facts: ProviderFacts, case_id: str, cursor: str | None, most: int
) -> Findings | None:
    """A page of a case's open findings; None where the case is none of this provider's."""
    found = case(bureau, facts, case_id, cursor, most)
    return found and found[1]


def case(
    bureau: Bureau, facts: ProviderFacts, case_id: str, cursor: str | None, most: int
) -> tuple[CaseTold, Findings] | None:
    """An open case and a page of its findings; None where it is none of this provider's."""
    office = bureau.office_lately()
    with _moment(bureau) as (connection, last):
        known = lines(connection, office, facts, case_id)
        if not known:
            return None
        told, _, after = (cursor or f"{last}.{FIRST}").partition(".")
        values = {"case_id": case_id, "after": after, "most": most + 1}
        rows = _rows(connection, "door/findings", values)
    found = [Finding(**row) for row in rows[:most]]
    following = f"{told}.{found[-1].finding_id}" if len(rows) > most else None
    seen = min(int(told), last)
    shown = [_finding(one, facts) for one in found]
    return case_told(known[0], facts), Findings(seen=seen, findings=shown, next=following)


def lines(
    connection: sa.Connection, office: Office, facts: ProviderFacts, case_id: str | None = None
) -> list[CaseLine]:
    """A provider's open cases, or one of them, as its report tells them, the most pressing first."""
    rows = _rows(connection, "notice/cases", {"provider": facts.slug, "case_id": case_id})
    return [case_line(office, **row) for row in rows]


def all_own(connection: sa.Connection, facts: ProviderFacts, cases: Set[str]) -> bool:
    """Whether cases, open or closed, are all of them a provider's."""
    found = _rows(connection, "door/own_cases", {"cases": list(cases), "provider": facts.slug})
    return cases == {row["case_id"] for row in found}


def case_told(line: CaseLine, facts: ProviderFacts) -> CaseTold:
    """A case in the report's words."""
    case, kind = line.case, line.heading(facts.slug)
    return CaseTold(
        case=line.case_id,
        number=line.number,
        kind=kind,
        title=KINDS[kind].title,
        about=wording.case_about(line, facts),
        phase=case.phase,
        state=wording.case_told(line, facts),
        owner=case.owner,
        owner_title=facts.called(case.owner) if case.owner else None,
        due=line.due,
        provisional=line.provisional,
        rows=case.rows,
        unanswered=case.unanswered,
        contested=case.contested,
        extended=case.extended,
        escalated=case.escalated,
        steps=list(open_to(case, facts.slug)),
    )


def _finding(one: Finding, facts: ProviderFacts) -> FindingTold:
    kind = one.section(facts.slug)
    shown, told = columns.open_in(Section(kind, ())), aged(one, clock.now())
    cells = {NAMES[column.title]: column.cell(told, facts) or None for column in shown}
    return FindingTold.model_validate({"kind": kind, **cells})


@contextmanager
def _moment(bureau: Bureau) -> Iterator[tuple[sa.Connection, int]]:
    """What is seen of one moment, and the last event of it: every event up to that one is seen."""
    with bureau.transaction() as connection:
        connection.execute(sa.text("set transaction isolation level repeatable read"))
        connection.execute(sa.text(SHORTLY))
        connection.execute(sa.text("lock table discrepancy.finding_event in share mode"))
        yield connection, int(_rows(connection, "door/last_event", {})[0]["seen"])


def _rows(
    connection: sa.Connection, name: str, values: Mapping[str, object]
) -> list[dict[str, Any]]:
    answer = connection.execute(sa.text(statement(f"base/{name}")), values)
    return [dict(row) for row in answer.mappings()]
