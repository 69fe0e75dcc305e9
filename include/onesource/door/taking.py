"""Takes in answers that were posted: each key once, judged row by row as a filled report is.

An answer about a case stands for each of its findings that were open when its provider
looked. Answers, the cases they move and the receipt are written in one transaction, so that
posting again what was lost on the way gives the same receipt and changes nothing.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa

from onesource import clock
from onesource.door.bureau import Bureau
from onesource.door.looking import all_own, lines
from onesource.door.shapes import Answers, Either, Moved, Receipt, Result
from onesource.door.tokens import Holder
from onesource.errors import Refused
from onesource.notice import answers, receipt, replies
from onesource.notice.form import Form, Line
from onesource.notice.model import CaseLine, ProviderFacts
from onesource.notice.outcome import Outcome, Verdict
from onesource.notice.receipt import Arrived
from onesource.store.base import one_at_a_time
from onesource.store.sql import statement

BY_SYSTEM, BY_PAGE = "JSON", "门户页面"  # what answers came as
MOST = 100_000  # findings that one batch may answer by their cases
SHOWN = 100  # findings that are told one by one of an answer about a case
NO_CASE = (
    "没有这个编号的案件，或者它不由贵单位办理、已经了结。请从 /api/v1/cases 取得最新的案件清单。"
)
TOO_MANY = f"整案答复一次最多 {MOST:,} 条，这一案超出了。请在核对报告的 XLSX 文件上填写交回。"


class Reused(Refused):
    """A key was used again for something else."""


@dataclass(frozen=True)
class Posted:
    """What was posted: by whom, under which key, byte for byte, and as it was understood."""

    holder: Holder
    key: str
    body: bytes
    answers: Answers

    @property
    def sha256(self) -> str:
        """Of the body."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def came_as(self) -> str:
        """What a receipt calls it."""
        return BY_PAGE if self.holder.account else BY_SYSTEM


@dataclass(frozen=True)
class Taken:
    """The receipt as it is given. again: it was given before; strange: some of it is not theirs to answer."""

    content: bytes
    again: bool
    strange: bool = False


def take(bureau: Bureau, facts: ProviderFacts, posted: Posted) -> Taken:
    """Takes in what was posted. Raises Reused where its key stands for something else."""
    office = bureau.office()
    with bureau.transaction() as connection:
        one_at_a_time(connection, f"notice.reply/{facts.slug}")
        if known := _run(connection, "posted", provider=facts.slug, key=posted.key).one_or_none():
            if known.sha256 != posted.sha256:
                raise Reused(f"the key {posted.key} of {facts.slug} stands for another body")
            return Taken(_kept(connection, known.reply_id), again=True)
        came = replies.last_came(connection, facts, posted.sha256)
        if came and came.settled:
            _note(connection, posted, came.reply_id)
            return Taken(_kept(connection, came.reply_id), again=True)
        times = came.times + 1 if came else 1
        arrived = Arrived(posted.came_as, posted.sha256, clock.now(), times)
        source = replies.reply_id(facts, arrived)
        batch = _Batch(facts, posted)
        own = {line.case_id for line in lines(connection, office, facts)}
        batch.spread(connection, own)
        theirs = all_own(connection, facts, batch.cases() - own)
        outcome = answers.take(connection, office.now, facts, batch.form(), source)
        outcome.verdicts += batch.stopped
        strange = outcome.strange or not theirs
        written = _written(facts, arrived, batch.told(outcome, arrived))
        replies.keep(connection, facts, arrived, outcome, written)
        replies.is_given(connection, written)
        _note(connection, posted, source)
        return Taken(written.content, again=False, strange=strange)


def kept(bureau: Bureau, facts: ProviderFacts, number: str) -> bytes | None:
    """The receipt of that number; None where it is none of this provider's, or of a file."""
    with bureau.transaction() as connection:
        return _found(connection, f"{facts.slug}/{number.replace('-', '/')}")


@dataclass
class _Batch:
    """What was posted, as the rows of a form; stopped: what could not be made any."""

    facts: ProviderFacts
    whole: Posted
    lines: list[Line] = field(default_factory=list)
    stopped: list[Verdict] = field(default_factory=list)

    @property
    def posted(self) -> Answers:
        """As it was understood."""
        return self.whole.answers

    def cases(self) -> set[str]:
        """The cases that answers are about."""
        return {one.case for one in self.posted.answers if one.case is not None}

    def spread(self, connection: sa.Connection, own: Iterable[str]) -> None:
        """Makes a row of each answer about a finding, and of one about a case a row of each finding."""
        left, cases = MOST, set(own)
        for row, one in enumerate(self.posted.answers, 1):
            numbers = [one.finding or ""]
            if one.case is not None:
                known = one.case in cases
                numbers = self._open(connection, one.case, left + 1) if known else []
                left -= len(numbers)
            if numbers and left >= 0:
                self.lines += [self._line(row, number, one) for number in numbers]
                continue
            why, left = NO_CASE if left >= 0 else TOO_MANY, max(left, 0)
            self.stopped.append(Verdict(self._line(row, "", one), False, why))

    def _open(self, connection: sa.Connection, case_id: str, most: int) -> list[str]:
        values = {"case_id": case_id, "seen": self.posted.seen, "most": most}
        return [str(row.number) for row in _run(connection, "rows", **values)]

    def _line(self, row: int, number: str, one: Either) -> Line:
        said = (one.answer.strip(), one.explanation.strip())
        return Line(self.whole.came_as, row, number.strip(), *said)

    def form(self) -> Form:
        """All of it as a filled report would tell it."""
        return Form(self.facts.slug, "", tuple(self.lines), seen=self.posted.seen)

    def told(self, outcome: Outcome, arrived: Arrived) -> Receipt:
        """The receipt, row by row in the order they were posted."""
        ways: dict[int, dict[tuple[bool, str], list[str]]] = defaultdict(lambda: defaultdict(list))
        for verdict in outcome.verdicts:
            ways[verdict.line.row][(verdict.taken, verdict.why)].append(verdict.line.number)
        results = [
            self._result(row, *how, ways[row][how]) for row in sorted(ways) for how in ways[row]
        ]
        return Receipt(
            receipt=_number(arrived),
            sha256=arrived.sha256,
            at=arrived.at,
            summary=receipt.counted(outcome),
            taken=outcome.taken,
            refused=outcome.refused,
            results=results,
            cases=[self._moved(line) for line in outcome.moved],
        )

    def _result(self, row: int, taken: bool, why: str, numbers: list[str]) -> Result:
        one = self.posted.answers[row - 1]
        return Result(
            row=row,
            finding=None if one.finding is None else receipt.plain(one.finding),
            case=one.case,
            answer=receipt.plain(one.answer),
            taken=taken,
            why=why,
            rows=len(numbers),
            findings=[number for number in numbers[:SHOWN] if one.case and number],
        )

    def _moved(self, line: CaseLine) -> Moved:
        title, state = receipt.progress(line, self.facts)
        return Moved(case=line.case_id, title=title, state=state, due=line.due)


def _number(arrived: Arrived) -> str:
    return f"{arrived.sha256}-{arrived.times}" if arrived.times > 1 else arrived.sha256


def _written(facts: ProviderFacts, arrived: Arrived, told: Receipt) -> replies.Receipt:
    which = f"_第{arrived.times}次" if arrived.times > 1 else ""
    name = receipt.name(facts, arrived.sha256, which).replace(".xlsx", ".json")
    content = told.model_dump_json(exclude_none=True).encode()
    return replies.Receipt(f"{facts.slug}/{name}", name, content)


def _kept(connection: sa.Connection, reply_id: str) -> bytes:
    content = _found(connection, reply_id)
    assert content is not None, f"{reply_id} was kept with its receipt"
    return content


def _found(connection: sa.Connection, reply_id: str) -> bytes | None:
    found = _run(connection, "receipt", reply_id=reply_id).one_or_none()
    return bytes(found.content) if found and found.name.endswith(".json") else None


def _note(connection: sa.Connection, posted: Posted, reply_id: str) -> None:
    whose = asdict(posted.holder)
    told = {"key": posted.key, "sha256": posted.sha256, "reply_id": reply_id, "at": clock.now()}
    _run(connection, "write_posted", **whose, **told)


def _run(connection: sa.Connection, name: str, **values: Any) -> sa.CursorResult[Any]:
    return connection.execute(sa.text(statement(f"base/door/{name}")), values)
