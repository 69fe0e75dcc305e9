"""Takes a filled report in: holds its rows against the base database, and takes what can be taken.

Each row is taken or refused with the reason and the remedy; a row that is refused keeps no
other from being taken. Which step is open is decided in discrepancy.openings, not here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from onesource.discrepancy import actions, docket, openings
from onesource.discrepancy.actions import By, Given
from onesource.discrepancy.case import Case
from onesource.notice import casewise, filled, phases
from onesource.notice.casewise import Asked, Done
from onesource.notice.columns import day
from onesource.notice.filled import ELSEWHERE, EXTENSION
from onesource.notice.form import Form, Line
from onesource.notice.kinds import ANSWER_OF, CLOSED_BY
from onesource.notice.model import CaseLine, ProviderFacts
from onesource.notice.outcome import Outcome, Verdict
from onesource.notice.workbook import Unusable
from onesource.store.sql import statement

GIVEN = {words: answer for answer, words in ANSWER_OF.items()}
Step = Callable[[sa.Connection, By, Asked], Done]
LATEST = "请使用收件目录中最新的报告。"
NO_SUCH = f"没有这个编号的问题。请从报告原样复制编号。{LATEST}"
ANOTHER_S = f"这个编号不是贵单位的问题。请只答复贵单位报告中的行，编号从报告原样复制。{LATEST}"


class Foreign(Unusable):
    """A filled report that is another provider's."""


def take(
    connection: sa.Connection, by: By, facts: ProviderFacts, form: Form, source: str
) -> Outcome:
    """Takes what can be taken of `form` in the caller's transaction; says what became of each row.

    source: what the log calls the file. No finding moves meanwhile. Raises Unusable, with
    nothing written, where the form is not one that this provider was sent.
    """
    connection.execute(sa.text("lock table discrepancy.finding_event in share mode"))
    docket.lock(connection)
    sent = _sent(connection, facts, form)
    bench = _Bench(connection, by, facts, source, sent)
    outcome = Outcome(faults=form.faults, told_on=day(sent.delivered_at) if sent.older else None)
    said = bench.judge(form.lines)
    outcome.verdicts = [Verdict(line, line in bench.taken, said[line]) for line in form.lines]
    outcome.strange = not {NO_SUCH, ANOTHER_S}.isdisjoint(said.values())
    outcome.moved = [_line(case_id, case) for case_id, case in sorted(bench.moved.items())]
    return outcome


def _sent(connection: sa.Connection, facts: ProviderFacts, form: Form) -> Any:
    """The delivery that `form` answers, or what its provider was shown otherwise."""
    if form.provider != facts.slug:
        whose = facts.providers.get(form.provider, "其他部门")
        raise Foreign(f"这是{whose}的核对报告，不是{facts.title}的，没有采纳任何内容。{LATEST}")
    if form.seen is not None:
        shown = sa.text(statement("base/notice/shown"))
        return connection.execute(shown, {"seen": form.seen}).one()
    known = {"provider": facts.slug, "content_hash": form.report}
    for row in connection.execute(sa.text(statement("base/notice/form")), known):
        return row
    raise Unusable(f"没有向贵单位正式送达过这份报告，没有采纳任何内容。{LATEST}")


def _line(case_id: str, case: Case) -> CaseLine:
    return CaseLine(case_id, case, case.due, bool(case.clock and case.clock.provisional))


class _Bench:
    """One form on the bench: what is found about its rows, and what is done with them."""

    def __init__(
        self, connection: sa.Connection, by: By, facts: ProviderFacts, source: str, sent: Any
    ) -> None:
        self.connection, self.by, self.facts = connection, by, facts
        self.source, self.sent = source, sent
        self.cases: dict[str, Case] = {}
        self.moved: dict[str, Case] = {}
        self.taken: set[Line] = set()

    def judge(self, lines: Sequence[Line]) -> dict[Line, str]:
        """Why each row is taken or not; takes those that can be."""
        said = filled.reasons(lines)
        rest = [line for line in lines if line not in said]
        found = self._found({line.digits or "" for line in rest})
        self.cases = self._cases(row.case_id for rows in found.values() for row in rows)
        open_rows: dict[Line, Any] = {}
        for line in rest:
            row = self._meant(found.get(line.digits or "", []))
            why = row if isinstance(row, str) else self._against(line, row)
            if why:
                said[line] = why
            else:
                open_rows[line] = row
        return said | self._take(open_rows)

    def _take(self, rows: Mapping[Line, Any]) -> dict[Line, str]:
        """Takes rows that nothing stands against: first what is asked of whole cases."""
        more, replies, rest = {}, {}, {}
        for line, row in rows.items():
            if row.respondent != self.facts.slug:
                replies[line] = row
            elif filled.answer(line) == EXTENSION:
                more[line] = row
            else:
                rest[line] = row
        said = self._casewise(casewise.extend, more) | self._casewise(casewise.reply, replies)
        return said | self._answer(rest)

    def _found(self, numbers: Iterable[str]) -> Mapping[str, list[Any]]:
        """The findings behind numbers."""
        told = {"since": self.sent.last_event_id, "older": self.sent.older}
        asked = {"numbers": [one.lower() for one in sorted(numbers)], **told}
        found: dict[str, list[Any]] = defaultdict(list)
        for row in self.connection.execute(sa.text(statement("base/notice/numbered")), asked):
            found[row.number.upper()].append(row)
        return found

    def _cases(self, ids: Iterable[str]) -> dict[str, Case]:
        known = docket.courses(self.connection, "cases", cases=sorted(set(ids)))
        return {course.case_id: course.case for course, _ in known}

    def _meant(self, rows: list[Any]) -> Any:
        """The one finding that is this provider's; why there is none."""
        slug = self.facts.slug
        own = [row for row in rows if row.respondent == slug or self._in_turn(row)]
        if len(own) > 1:
            return "这个编号对应不止一条问题，分不清是哪一条。请联系主管部门逐条办理。"
        if own:
            return own[0]
        if given := [row for row in rows if row.provider == slug]:
            other = self.facts.called(given[0].respondent)
            return f"这一条已转由{other}核实，贵单位不必答复。"
        for row in rows:
            case = self.cases.get(row.case_id)
            if case and case.cause.counterparty == slug:
                return phases.not_open(case, "propose", slug)
        return ANOTHER_S if rows else NO_SUCH

    def _in_turn(self, row: Any) -> bool:
        """Whether it is this provider that has to reply to another's doubt about a finding."""
        case = self.cases.get(row.case_id)
        return case is not None and "propose" in openings.open_to(case, self.facts.slug)

    def _against(self, line: Line, row: Any) -> str | None:
        """What stands against an answer to a finding."""
        if row.status == "closed":
            return (
                f"这一条已于 {day(row.closed_at)} 解决（{CLOSED_BY[row.closed_by]}），不必再答复。"
            )
        if row.changed:
            return (
                "这一条在该报告之后有变化（值变了或重新出现），按旧内容填写的答复没有采纳。"
                f"{LATEST}核对后重新填写。"
            )
        case = self.cases.get(row.case_id)
        if case is None:
            return "这一条还没有立案。请收到列有它的下一份报告之后再答复。"
        if row.respondent != self.facts.slug:
            return None  # it is its turn to reply
        step = "extend" if filled.answer(line) == EXTENSION else "answer"
        if step not in openings.open_to(case, self.facts.slug):
            return phases.not_open(case, step, self.facts.slug)
        return None

    def _casewise(self, step: Step, rows: Mapping[Line, Any]) -> dict[Line, str]:
        """What is asked of each case as a whole."""
        asked: dict[str, dict[Line, str]] = defaultdict(dict)
        for line, row in rows.items():
            asked[row.case_id][line] = row.finding_id
        said: dict[Line, str] = {}
        for case_id, own in sorted(asked.items()):
            case = self.cases[case_id]
            done = step(
                self.connection, self.by, Asked(case_id, case, self.facts.slug, own, self.source)
            )
            said |= dict.fromkeys(own, done.why)
            if done.course:
                self.taken |= set(own)
                self.moved[case_id] = done.course.case
        return said

    def _answer(self, rows: Mapping[Line, Any]) -> dict[Line, str]:
        """The answers, each finding's once."""
        given = {
            row.finding_id: Given(row.finding_id, GIVEN[filled.answer(line)], line.explanation)
            for line, row in rows.items()
        }
        answered = actions.answer(
            self.connection, self.by, self.facts.slug, list(given.values()), self.source
        )
        self.taken |= set(rows)
        self.moved |= {course.case_id: course.case for course in answered}
        return {line: self._thanks(line) for line in rows}

    def _thanks(self, line: Line) -> str:
        said = filled.answer(line)
        if said == "已更正":
            return "下一批数据核对通过后自动核销。"
        if said != ELSEWHERE:
            return "已记录，将由主管部门组织核实。"
        named = [
            title
            for slug, title in self.facts.providers.items()
            if slug != self.facts.slug and title in line.explanation
        ]
        if named:
            return f"已记录，将由主管部门核定是否转交{'、'.join(named)}。"
        return "已记录，将由主管部门核定应由哪个部门答复（说明中没有写出部门全称）。"
