"""What came back from a provider, kept: each file of answers is taken in once, its receipt goes out after.

A file that is put there anew with the same content is taken again where that can change
anything: rows of it were refused, or another file was taken since. Else it is told to be the same.

Answers, the cases they move, the reply and its receipt are written in one transaction.
A receipt is kept until its machine has it, so that a crash anywhere, and a second run,
end the same. Where files come from and go to is decided elsewhere.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from onesource import clock
from onesource.discrepancy.actions import By
from onesource.notice import answers, form, receipt
from onesource.notice.columns import day
from onesource.notice.model import ProviderFacts
from onesource.notice.outcome import Outcome
from onesource.notice.receipt import Arrived
from onesource.notice.workbook import Unusable, too_large
from onesource.store.base import Base
from onesource.store.sql import statement

log = logging.getLogger(__name__)
AGAIN = "_重复"


@dataclass(frozen=True)
class Came:
    """A file of answers where it lies: `answers`, its provider's folder, or `mail`, the drop.

    written: by that place's clock, in seconds since 1970. listed: its name as the machine
    has it, which need not be a text.
    """

    name: str
    size: int
    written: int
    listed: str = field(default="", compare=False)
    place: str = "answers"


@dataclass(frozen=True)
class Fetched:
    """A file as it was fetched. path: its copy here; None where it is too large to be fetched."""

    came: Came
    sha256: str
    path: Path | None


@dataclass(frozen=True)
class Receipt:
    """A receipt that its provider has not been given yet."""

    receipt_id: str
    name: str
    content: bytes


def looked_at(base: Base, provider: str) -> dict[str, Came]:
    """The files in a provider's folder that were looked at, as they were then, by name."""
    rows = base.rows(statement("base/notice/reply_files"), provider=provider, place="answers")
    return {row["name"]: Came(**row) for row in rows}


def take_in(base: Base, by: By, facts: ProviderFacts, fetched: Fetched) -> Outcome:
    """Takes a file of answers in that was put there as it is now; says what became of it, if anything."""
    came, sha256, read = fetched.came, fetched.sha256, _read(fetched.path)
    with base.transaction(lock=f"notice.reply/{facts.slug}") as connection:
        where = {"provider": facts.slug, "place": came.place}
        files = _run(connection, "reply_files", **where).mappings()
        if came in [Came(**row) for row in files]:
            return Outcome()  # another run was faster
        known = last_came(connection, facts, sha256)
        times = known.times if known else 0
        if known and known.settled:
            arrived = Arrived(came.name, sha256, clock.now(), times)
            _say_again(connection, facts, arrived, known)
            _seen(connection, facts, came, reply_id(facts, arrived))
            return Outcome()
        report = None if isinstance(read, str) else read.report
        arrived = Arrived(came.name, sha256, clock.now(), times + 1, report)
        outcome = _take(connection, by, facts, read, reply_id(facts, arrived))
        _keep(connection, facts, arrived, outcome)
        _seen(connection, facts, came, reply_id(facts, arrived))
    log.info(
        "%s: answers of %s: %d rows taken, %d refused",
        *(facts.slug, sha256[:12], outcome.taken, outcome.refused),
    )
    return outcome


def owed(base: Base, provider: str) -> list[Receipt]:
    """The receipts that a provider has not been given yet, oldest first."""
    rows = base.rows(statement("base/notice/receipts"), provider=provider)
    return [Receipt(row["receipt_id"], row["name"], bytes(row["content"])) for row in rows]


def given(base: Base, one: Receipt) -> None:
    """A receipt lies in its provider's inbox."""
    with base.transaction() as connection:
        is_given(connection, one)


def is_given(connection: sa.Connection, one: Receipt) -> None:
    """Its provider has a receipt from this transaction's commit on."""
    _run(connection, "receipt_delivered", receipt_id=one.receipt_id, at=clock.now())


def _read(path: Path | None) -> form.Form | str:
    """The filled report, or why it is none."""
    try:
        if path is None:
            raise too_large()
        return form.read(path)
    except Unusable as error:
        log.info("a file of answers cannot be used: %s", error.facts.get("cause", error.message))
        return error.message


def reply_id(facts: ProviderFacts, arrived: Arrived) -> str:
    """What the log calls answers that came: the same content that came again has another name."""
    first = f"{facts.slug}/{arrived.sha256}"
    return f"{first}/{arrived.times}" if arrived.times > 1 else first


def last_came(connection: sa.Connection, facts: ProviderFacts, sha256: str) -> Any:
    """What became of the same content when it last came; None where it never did.

    settled: taking it again could not change anything.
    """
    again = receipt.name(facts, sha256, AGAIN).removesuffix(".xlsx")
    told = {"provider": facts.slug, "sha256": sha256, "again": again}
    return _run(connection, "reply", **told).one_or_none()


def _take(
    connection: sa.Connection, by: By, facts: ProviderFacts, read: form.Form | str, source: str
) -> Outcome:
    if isinstance(read, str):
        return Outcome(fault=read)
    try:
        return answers.take(connection, by, facts, read, source)
    except Unusable as error:
        return Outcome(fault=error.message, strange=isinstance(error, answers.Foreign))


def _keep(
    connection: sa.Connection, facts: ProviderFacts, arrived: Arrived, outcome: Outcome
) -> None:
    name = receipt.name(facts, arrived.sha256, f"_第{arrived.times}次" if arrived.times > 1 else "")
    content = receipt.write(facts, arrived, outcome)
    keep(connection, facts, arrived, outcome, Receipt(f"{facts.slug}/{name}", name, content))


def keep(
    connection: sa.Connection,
    facts: ProviderFacts,
    arrived: Arrived,
    outcome: Outcome,
    answered_by: Receipt,
) -> None:
    """Keeps answers that were judged, with their receipt, which is owed until it is given."""
    _owe(connection, facts, answered_by.name, answered_by.content)
    _run(
        connection,
        "write_reply",
        reply_id=reply_id(facts, arrived),
        provider=facts.slug,
        sha256=arrived.sha256,
        file_name=arrived.name,
        content_hash=arrived.report,
        fault=outcome.fault,
        taken=outcome.taken,
        refused=outcome.refused,
        receipt_id=answered_by.receipt_id,
        at=arrived.at,
    )


def _say_again(
    connection: sa.Connection, facts: ProviderFacts, arrived: Arrived, known: Any
) -> None:
    """Tells a provider that it has sent the same before, each time that it puts it there."""
    told = (
        f"内容与 {day(known.at)} 收到的“{known.file_name}”完全相同，当时已经处理"
        f"（见《{known.receipt}》），没有再次处理。情况有变、需要重新答复的，请修改后保存再放入。"
    )
    ending = AGAIN + (str(known.repeated + 1) if known.repeated else "")
    name = receipt.name(facts, arrived.sha256, ending)
    _owe(connection, facts, name, receipt.write(facts, arrived, Outcome(fault=told)))


def _owe(connection: sa.Connection, facts: ProviderFacts, name: str, content: bytes) -> None:
    values = {"receipt_id": f"{facts.slug}/{name}", "provider": facts.slug, "name": name}
    _run(connection, "write_receipt", **values, content=content, at=clock.now())


def _seen(connection: sa.Connection, facts: ProviderFacts, came: Came, reply_id: str) -> None:
    known: Mapping[str, Any] = {"provider": facts.slug, "reply_id": reply_id}
    told = {"name": came.name, "size": came.size, "written": came.written, "place": came.place}
    _run(connection, "write_reply_file", **known, **told)


def _run(connection: sa.Connection, name: str, /, **values: Any) -> sa.CursorResult[Any]:
    return connection.execute(sa.text(statement(f"base/notice/{name}")), values)
