"""What answered rows ask of a case as a whole: more time, and the reply in a dispute.

Either is one step of one case, however many rows say it; rows of a case that say it
differently are not chosen from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from onesource.discrepancy import actions, docket, steps
from onesource.discrepancy.actions import By, Given, Response
from onesource.discrepancy.case import Case, Entry
from onesource.discrepancy.docket import Course
from onesource.notice import filled
from onesource.notice.form import Line
from onesource.store.sql import statement

AGREED, STOOD_BY = "已更正", "确认无误"
REPLIES = {AGREED: "corrected", STOOD_BY: "confirmed"}


@dataclass(frozen=True)
class Asked:
    """One case and the rows about it: who asks what of it. rows: finding ids."""

    case_id: str
    case: Case
    provider: str
    rows: Mapping[Line, str]
    source: str  # the file


@dataclass(frozen=True)
class Done:
    """What the rows are told, and the case where it moved; None where they are refused."""

    why: str
    course: Course | None = None


def extend(connection: sa.Connection, by: By, asked: Asked) -> Done:
    """More time: once a case, by as many days and with the approver that every row names."""
    wishes = {filled.extension(line.explanation) for line in asked.rows}
    wish = next(iter(wishes))
    if len(wishes) > 1 or wish is None:
        return Done("同一类问题只能延期一次，但各行的天数或批准人不同，都没有采纳。请改为一致。")
    most = by(asked.case).limits.extension
    if not 1 <= wish.days <= most:
        return Done(f"一次最多延期 {most} 个工作日，不能延 {wish.days} 个。请改写天数。")

    def decide(case: Case) -> list[Entry]:
        return steps.extend(case, asked.provider, wish.days, wish.approved_by, by(case))

    course = docket.take(connection, asked.case_id, decide)
    return Done(
        f"同意延期 {wish.days} 个工作日（{wish.approved_by}批准），"
        f"这类问题的答复期限延至 {course.case.due}；仍须逐条答复。",
        course,
    )


def reply(connection: sa.Connection, by: By, asked: Asked) -> Done:
    """The reply to the other side's doubt, for all rows alike: to give in, or to stand by its own."""
    said = {filled.answer(line) for line in asked.rows}
    if not said <= REPLIES.keys():
        return Done(
            f"这一条是对方提出异议、请贵单位回应的，只能选“{AGREED}”（同意更正）"
            f"或“{STOOD_BY}”（写明依据）。请改选其中一项。"
        )
    findings, rows = set(asked.rows.values()), _open_rows(connection, asked.case_id)
    if len(said) > 1 or len(findings) < rows:
        return Done(
            f"回应异议以整案办理：这一案共 {rows:,} 条，须全部作答并作同一选择，"
            f"本次答了 {len(findings):,} 条。请在最新的报告上全部填写后重新交回。"
        )
    [answer] = said
    given = {
        finding: Given(finding, REPLIES[answer], line.explanation)
        for line, finding in asked.rows.items()
    }
    response = Response(asked.provider, asked.case_id, list(given.values()), asked.source)
    course = actions.respond(connection, by, response)
    if answer == AGREED:
        return Done("已记录贵单位同意更正，下一批数据核对通过后自动核销。", course)
    return Done("已记录贵单位的依据，转请对方回应；仍不一致的，由主管部门认定。", course)


def _open_rows(connection: sa.Connection, case_id: str) -> int:
    """How many rows a case has now; it may have been counted before some of them opened or closed."""
    counted = sa.text(statement("base/notice/case_rows"))
    return int(connection.execute(counted, {"case_id": case_id}).scalar_one())
