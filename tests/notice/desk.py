"""A provider that fills its report in as people do, and the bureau that takes it in."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import sqlalchemy as sa
from notice.given import MONDAY, OFFICE, STATISTICS, TUESDAY, finding, gather, keep

from onesource import clock
from onesource.discrepancy import actions, raising
from onesource.notice import answers, delivery, form, xlsx
from onesource.notice.delivery import Delivered
from onesource.notice.model import Finding, ProviderFacts
from onesource.notice.outcome import Outcome
from onesource.store.base import Base

NUMBER, ANSWER, EXPLANATION = "编号", "答复", "答复说明"
ONE, TWO = finding(key="110105021"), finding(key="110105022")
GAP = finding("uncovered", "110105023")
CONFIRMED = ("确认无误", "民政局 2026 年 9 号文")
MINE, THEIRS = "与权威值不一致", "应报未报"
_numbers = itertools.count(1)


def places(sheet: Any) -> tuple[int, dict[str, int]] | None:
    """Where a sheet's headings stand: row, and columns by heading."""
    for row in sheet.iter_rows(max_row=20):
        titles = {cell.value: cell.column for cell in row if cell.value}
        if {NUMBER, ANSWER} <= titles.keys():
            return row[0].row, titles
    return None


@contextmanager
def edited(path: Path) -> Iterator[openpyxl.Workbook]:
    """A workbook as somebody changes and saves it."""
    book = openpyxl.load_workbook(path)
    yield book
    book.save(path)


def fill(path: Path, said: Mapping[str, tuple[str, str]]) -> Path:
    """Writes answers and explanations beside numbers, wherever these stand."""
    with edited(path) as book:
        for sheet in book:
            found = places(sheet)
            for row in range(found[0] + 1, sheet.max_row + 1) if found else ():
                number = sheet.cell(row, found[1][NUMBER]).value
                if number in said:
                    answer, explanation = said[number]
                    sheet.cell(row, found[1][ANSWER]).value = answer
                    sheet.cell(row, found[1][EXPLANATION]).value = explanation
    return path


def renumber(path: Path, to: str | None, row: int = 1) -> None:
    """Writes another number into a row of the first list."""
    with edited(path) as book:
        head, columns = places(book[MINE])
        book[MINE].cell(head + row, columns[NUMBER]).value = to


@dataclass
class Desk:
    """The bureau and one provider, without a machine between them."""

    base: Base
    folder: Path
    facts: ProviderFacts = field(default=STATISTICS)

    def sent(self, *findings: Finding, at: datetime = MONDAY, told: bool = True) -> Path:
        """The workbook of the report about what is open, as its provider has it; told: its cases are."""
        keep(self.base, *findings)
        with clock.at(at), self.base.transaction() as connection:
            raising.raise_all(connection, OFFICE)
        with self.base.transaction() as connection:
            report = gather(connection, f"{at:%m%d}", at, self.facts)
        path = self.folder / f"report_{next(_numbers)}.xlsx"
        xlsx.write(report, path)
        with clock.at(at), self.base.transaction() as connection:
            delivered = Delivered(
                f"{self.facts.slug}/{at:%m%d}/{report.content_hash}", ("x",), 0, 0, 0, at
            )
            delivery._log(connection, _Nowhere, report, delivered)
            if told:
                cases = [line.case_id for line in report.cases]
                actions.tell(connection, OFFICE.now, cases, delivered.delivery_id)
        return path

    def take(self, path: Path, at: datetime = TUESDAY, source: str = "a file") -> Outcome:
        """What becomes of a workbook."""
        with clock.at(at), self.base.transaction() as connection:
            return answers.take(connection, OFFICE.now, self.facts, form.read(path), source)

    def answered(self) -> dict[str, tuple[str, str]]:
        """What stands as answered: answer and explanation by number."""
        rows = self.base.rows("select cast(finding_id as text) as id, * from discrepancy.answer")
        return {number(row["id"]): (row["answer"], row["explanation"]) for row in rows}

    def cases(self) -> list[dict[str, Any]]:
        return self.base.rows("select * from discrepancy.case order by kind, case_id")

    def run(self, statement: str, **values: Any) -> None:
        with self.base.transaction() as connection:
            connection.execute(sa.text(statement), values)

    def happens(self, one: Finding, event: str) -> None:
        """Something happens to a finding after the report."""
        self.run(
            "insert into discrepancy.finding_event (finding_id, event, at, cause)"
            " values (:id, :event, :at, 'a test')",
            id=one.finding_id,
            event=event,
            at=MONDAY + timedelta(hours=2),
        )


class _Nowhere:
    name = "nowhere"


def number(finding_id: str) -> str:
    """The number of a finding as a report shows it."""
    digits = finding_id.replace("-", "").upper()
    return "-".join((digits[:4], digits[4:8], digits[8:12], digits[12:16]))


def said(outcome: Outcome) -> list[tuple[bool, str]]:
    """What each row was told, in the form's order."""
    return [(verdict.taken, verdict.why) for verdict in outcome.verdicts]
