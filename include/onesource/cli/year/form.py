"""A report's workbook on a department's desk: which rows ask for an answer, and how it is filled in.

Only what a person sees is read: sheets, headings, cells. Nothing of the loop's own reader.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl

NUMBER, KEY, ELEMENT, ANSWER, EXPLANATION = "编号", "代码", "数据项", "答复", "答复说明"
DELIVERED = "贵单位报送值"  # where the code itself is what is wrong, the record is known by it
ANSWERED = "已作答复"
REPORT = re.compile(r'name="OneSource\.Report".*?>([0-9a-f]{64})<', re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """A row of a report that its department has not answered yet, as it stands in the sheet."""

    sheet: str
    row: int
    number: str
    key: str
    element: str
    delivered: str


@dataclass(frozen=True)
class Said:
    """What is written into a row; number: over the one that stands there."""

    answer: str
    explanation: str = ""
    number: str | None = None


def unanswered(path: Path) -> list[Asked]:
    """The rows of the workbook at `path` that still ask for an answer."""
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return [one for sheet in book for one in _asked(sheet.title, sheet.values)]
    finally:
        book.close()


def _asked(title: str, rows: Iterator[tuple[object, ...]]) -> Iterator[Asked]:
    heads = [str(cell or "") for cell in next(rows, ())]
    if NUMBER not in heads or ANSWER not in heads:
        return
    for number, cells in enumerate(rows, 2):
        told = {head: str(cell or "") for head, cell in zip(heads, cells, strict=False)}
        if told.get(NUMBER) and not told.get(ANSWERED):
            own = (told.get(KEY, ""), told.get(ELEMENT, ""), told.get(DELIVERED, ""))
            yield Asked(title, number, told[NUMBER], *own)


def fill(path: Path, to: Path, said: Mapping[Asked, Said], twice: bool = False) -> None:
    """Saves the workbook at `path` as `to` with these answers; twice: one more row says otherwise."""
    book = openpyxl.load_workbook(path)
    for asked, one in said.items():
        sheet = book[asked.sheet]
        places = {str(cell.value): cell.column for cell in sheet[1] if cell.value}
        sheet.cell(asked.row, places[ANSWER]).value = one.answer
        sheet.cell(asked.row, places[EXPLANATION]).value = one.explanation
        if one.number:
            sheet.cell(asked.row, places[NUMBER]).value = one.number
        if twice:
            more = sheet.max_row + 1
            sheet.cell(more, places[NUMBER]).value = asked.number
            sheet.cell(more, places[ANSWER]).value = "申请延期"
            sheet.cell(more, places[EXPLANATION]).value = "5个工作日，王局长批准"
            twice = False
    part = to.with_name(f"{to.name}.part")
    book.save(part)
    part.replace(to)


def report(path: Path) -> str | None:
    """Which report a workbook is, as its properties tell; None where they do not."""
    with zipfile.ZipFile(path) as book:
        if "docProps/custom.xml" not in book.namelist():
            return None
        found = REPORT.search(book.read("docProps/custom.xml").decode())
    return found[1] if found else None
