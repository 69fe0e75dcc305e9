"""Receipts as a page shows them, whichever way the answers came; files of answers, taken in here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from onesource import clock
from onesource.door import shapes
from onesource.door.bureau import Bureau
from onesource.notice import receipt, replies, workbook
from onesource.notice.model import ProviderFacts
from onesource.notice.replies import Came, Fetched
from onesource.sources.delivery import sha256_file
from onesource.store import engine
from onesource.store.sql import statement

LISTED = 50
SHOWN = 200  # rows of a page
NUMBER = r"^[0-9a-f]{64}(-[1-9][0-9]{0,5})?$"


@dataclass(frozen=True)
class Row:
    """A row of a receipt. place: the sheet and row, or which of those posted; what: a number, or a case."""

    taken: bool
    place: str
    what: str
    answer: str
    why: str
    rows: int = 1


@dataclass(frozen=True)
class Shown:
    """A receipt. fault: why nothing could be taken. rows: refused ones first; more: how many are left out."""

    number: str
    came_as: str
    at: datetime
    fault: str | None
    taken: int
    refused: int
    rows: Sequence[Row]
    more: int
    cases: Sequence[shapes.Moved]
    is_file: bool


@dataclass(frozen=True)
class TakenIn:
    """A file that was taken in: its receipt's number; strange: some of it is not theirs to answer."""

    number: str
    strange: bool


def listed(bureau: Bureau, facts: ProviderFacts) -> list[dict[str, Any]]:
    """The last answers of a provider's, with the numbers of their receipts."""
    rows = bureau.base.rows(statement("base/door/receipts"), provider=facts.slug, most=LISTED)
    return [{**row, "number": _number(row["reply_id"])} for row in rows]


def file(bureau: Bureau, facts: ProviderFacts, number: str) -> tuple[str, bytes] | None:
    """A receipt's file: its name, and what is in it; None where there is none of this provider's."""
    row = _row(bureau, facts, number)
    return (row.name, bytes(row.content)) if row else None


def shown(bureau: Bureau, facts: ProviderFacts, number: str) -> Shown | None:
    """A receipt as a page shows it; None where there is none of this provider's."""
    row = _row(bureau, facts, number)
    if row is None:
        return None
    is_file = not row.name.endswith(".json")
    told = None if is_file else shapes.Receipt.model_validate_json(bytes(row.content))
    rows = (
        list(islice(_sheet(bytes(row.content)), SHOWN))  # which has those that were refused first
        if told is None
        else sorted(_posted(told), key=lambda one: one.taken)
    )
    whole = row.taken + row.refused if told is None else len(rows)
    return Shown(
        number=number,
        came_as=row.file_name,
        at=row.at,
        fault=row.fault,
        taken=row.taken,
        refused=row.refused,
        rows=rows[:SHOWN],
        more=max(0, whole - SHOWN),
        cases=told.cases if told else [],
        is_file=is_file,
    )


def take_in(bureau: Bureau, facts: ProviderFacts, name: str, path: Path, size: int) -> TakenIn:
    """Takes a file of answers in, as if it had come by the front-end machine."""
    sha256 = sha256_file(path)
    written = int(clock.now().timestamp() * 1_000_000)
    came = Came(receipt.plain(name), size, written, place="door")
    fetched = Fetched(came, sha256, path)
    outcome = replies.take_in(bureau.base, bureau.office().now, facts, fetched)
    with bureau.transaction() as connection:
        number = _number(replies.last_came(connection, facts, sha256).reply_id)
    return TakenIn(number, outcome.strange)


def _row(bureau: Bureau, facts: ProviderFacts, number: str) -> Any:
    known = {"reply_id": f"{facts.slug}/{number.replace('-', '/')}"}
    with bureau.transaction() as connection:
        return connection.execute(sa.text(statement("base/door/receipt")), known).one_or_none()


def _number(reply_id: str) -> str:
    return reply_id.partition("/")[2].replace("/", "-")


def _posted(told: shapes.Receipt) -> Iterator[Row]:
    for one in told.results:
        what = one.finding or (one.case or "")[:8].upper()
        yield Row(one.taken, str(one.row), what, one.answer, one.why, one.rows)


def _sheet(content: bytes) -> Iterator[Row]:
    """The rows of a receipt that is a workbook."""
    with engine.work("receipt") as folder:
        path = folder / "receipt.xlsx"
        path.write_bytes(content)
        with workbook.opened(path) as book:
            for sheet in book.sheets()[1:]:
                for number, cells in book.rows(sheet):
                    said, place, row, what, answer, why = (
                        cells[one].text if one in cells else "" for one in "ABCDEF"
                    )
                    if number > 1:
                        taken = said == receipt.TAKEN
                        yield Row(taken, " · ".join(filter(None, (place, row))), what, answer, why)
