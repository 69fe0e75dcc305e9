"""What a provider fetches: its report as it stands, as a workbook it can answer and as a page; a case's rows.

Nothing of it counts as a report that was sent. Rows are streamed as they are read, a page
of them at a time, so that no number of them is too many.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from onesource.door import looking
from onesource.door.bureau import Bureau
from onesource.door.people.showing import FIELDS
from onesource.errors import Unreachable
from onesource.notice import files, html, report, xlsx
from onesource.notice.enclosure import plain
from onesource.notice.model import ProviderFacts, Report
from onesource.store import engine

ROUND = "door"
AT_ONCE = 1000  # rows
PATIENT = 20.0  # seconds for which a report waits to be made
MAKING = BoundedSemaphore(2)
HEADS = {name: title for title, name in reversed(looking.NAMES.items())}


@dataclass(frozen=True)
class Made:
    """A file that was made. folder: closed, it is gone."""

    path: Path
    folder: ExitStack


def workbook(bureau: Bureau, facts: ProviderFacts) -> Made:
    """The report as it stands, to be filled in and brought back. Raises Unreachable while others are made."""
    with _turn(), ExitStack() as stack:
        collected = _collected(bureau, facts)
        folder = stack.enter_context(engine.work("door"))
        path = folder / f"{files.stem(collected)}.xlsx"
        xlsx.write(collected, path, fetched=True)
        return Made(path, stack.pop_all())


def page(bureau: Bureau, facts: ProviderFacts) -> str:
    """The report as it stands now, to be read. Raises Unreachable while others are made."""
    with _turn():
        collected = _collected(bureau, facts)
        return html.page(collected, f"{files.stem(collected)}.xlsx")


def rows(bureau: Bureau, facts: ProviderFacts, case_id: str) -> Iterator[bytes] | None:
    """A case's open rows as CSV, whatever their number; None where it is none of this provider's."""
    first = looking.findings(bureau, facts, case_id, None, 1)
    return None if first is None else _rows(bureau, facts, case_id)


def _rows(bureau: Bureau, facts: ProviderFacts, case_id: str) -> Iterator[bytes]:
    told = ["finding", *FIELDS]
    yield "\ufeff".encode() + _lines([[HEADS[one] for one in told]])
    cursor: str | None = None
    while True:
        found = looking.findings(bureau, facts, case_id, cursor, AT_ONCE)
        if found is None:
            raise Unreachable(f"case {case_id} was closed while its rows were fetched")
        yield _lines([[plain(getattr(row, one)) for one in told] for row in found.findings])
        cursor = found.next
        if cursor is None:
            return


def _lines(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _collected(bureau: Bureau, facts: ProviderFacts) -> Report:
    with bureau.transaction() as connection:
        return report.collect(connection, bureau.office(), facts, ROUND)


@contextmanager
def _turn() -> Iterator[None]:
    if not MAKING.acquire(timeout=PATIENT):
        raise Unreachable("too many reports are being made")
    try:
        yield
    finally:
        MAKING.release()
