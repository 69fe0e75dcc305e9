"""The same answers by workbook and by JSON: taken alike, told alike, logged alike."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from door.front import Front, System
from notice.desk import GAP, ONE, TWO, Desk, fill
from notice.given import TUESDAY, finding
from notice.test_answers import REFUSED
from pipeline.conftest import copied

from onesource.store.base import Base
from onesource.store.embedded import EmbeddedPostgres

Said = dict[str, tuple[str, str]]
MENDED, DOUBT = ("已更正", ""), ("有异议", "以统计局核查为准")
MORE = ("申请延期", "5个工作日，王局长批准")
SAID: dict[str, Said] = {
    "mended": {ONE.number: MENDED, TWO.number: MENDED, GAP.number: MENDED},
    "doubted": {ONE.number: DOUBT, TWO.number: DOUBT},
    "in part": {ONE.number: ("确认无误", "登记在册"), GAP.number: ("非我部门", "应由民政局答复")},
    "more time": {ONE.number: MORE, TWO.number: MORE, GAP.number: MENDED},
    "more time, said otherwise": {ONE.number: MORE, TWO.number: ("申请延期", "3天，李局长批准")},
    "all that is odd": {
        finding(key=f"1101051{place:02}").number: (answer, because)
        for place, (answer, because, _) in enumerate(REFUSED.values())
        if answer and "_x000B_" not in because  # nothing but a workbook's way to write a sign
    },
}
LOG = (
    "select case_id, number, step, actor, at, facts - 'source' as facts, clock"
    " from discrepancy.case_entry order by case_id, number"
)
ANSWERS = (
    "select finding_id, respondent, answer, explanation, at, about"
    " from discrepancy.answer order by finding_id, respondent"
)


def by_workbook(desk: Desk, path: Path, said: Said, at: Any) -> dict[str, tuple[bool, str]]:
    verdicts = desk.take(fill(path, said), at).verdicts
    return {one.line.number: (one.taken, one.why) for one in verdicts}


def by_json(system: System, said: Said) -> dict[str, tuple[bool, str]]:
    rows = [
        {"finding": number, "answer": answer, "explanation": because}
        for number, (answer, because) in said.items()
    ]
    receipt = system.post(rows).json()
    return {one["finding"]: (one["taken"], one["why"]) for one in receipt["results"]}


def kept(base: Base) -> list[list[dict[str, Any]]]:
    return [
        base.rows(LOG),
        base.rows(ANSWERS),
        base.rows("select * from discrepancy.case order by case_id"),
    ]


@pytest.mark.parametrize("name", SAID)
def test_the_same_answers_end_the_same_either_way(
    desk: Desk, front: Front, server: EmbeddedPostgres, tmp_path: Path, name: str
):
    path = desk.sent(ONE, TWO, GAP, *(finding(key=f"1101051{place:02}") for place in range(20)))
    system = front.system()
    desk.base.engine.dispose()
    other = Desk(copied(server, "by_workbook", str(desk.base.engine.url.database)), tmp_path)

    told = by_json(system, SAID[name])

    assert told == by_workbook(other, path, SAID[name], TUESDAY)
    assert kept(desk.base) == kept(other.base)
    other.base.engine.dispose()


def test_a_later_answer_is_told_alike(
    desk: Desk, front: Front, server: EmbeddedPostgres, tmp_path: Path
):
    path, system = desk.sent(ONE, TWO), front.system()
    by_json(system, {ONE.number: MENDED, TWO.number: MENDED})
    desk.base.engine.dispose()
    other = Desk(copied(server, "by_workbook", str(desk.base.engine.url.database)), tmp_path)
    later = TUESDAY + timedelta(days=1)
    front.at(later)

    told = by_json(system, {ONE.number: MORE})

    assert told == by_workbook(other, path, {ONE.number: MORE}, later)
    assert kept(desk.base) == kept(other.base)
    other.base.engine.dispose()
