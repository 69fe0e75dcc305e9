"""Reads a report's workbook that came back: which report it is, and every row that was answered.

Columns are found by their headings: rows above them, other columns, another order and hidden
sheets do not matter. What keeps a whole sheet from being read is told, never passed over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from onesource.notice import workbook
from onesource.notice.parts import Cell, place
from onesource.notice.workbook import Book, Sheet, Unusable
from onesource.notice.xlsx import ANSWER, EXPLANATION, PROVIDER, REPORT, SEEN

NUMBER, SETTLED = "编号", "如何解决"
HEADINGS = (NUMBER, ANSWER, EXPLANATION)
HEAD_ROWS = 50  # the headings stand within a sheet's first rows
AS_SHOWN = re.compile(r"[0-9A-F]{4}(-[0-9A-F]{4}){3}\Z")
NUMBERED = re.compile(r"[0-9A-F]{16}\Z")
SLUG, HASH = re.compile(r"[a-z][a-z0-9_]*\Z"), re.compile(r"[0-9a-f]{64}\Z")
EVENT = re.compile(r"[0-9]{1,18}\Z")
SPAN = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)\Z")
SHOWN = 3


@dataclass(frozen=True)
class Line:
    """A row that was answered, as written; formulas: the headings under which one stands."""

    sheet: str
    row: int
    number: str
    answer: str
    explanation: str
    formulas: tuple[str, ...] = ()

    @property
    def digits(self) -> str | None:
        """The number's sixteen digits; None where it is none."""
        if AS_SHOWN.match(self.number):
            return self.number.replace("-", "")
        found = re.sub(r"[\s\-‐‑–—_]", "", unicodedata.normalize("NFKC", self.number)).upper()
        return found if NUMBERED.match(found) else None


@dataclass(frozen=True)
class Fault:
    """What keeps more than one row of a sheet from being taken."""

    sheet: str
    why: str


@dataclass(frozen=True)
class Form:
    """A filled report: whose it is, which (by its content hash), what was answered.

    seen: the last event its provider was shown, where that was not a report.
    """

    provider: str
    report: str
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...] = ()
    seen: int | None = None


def read(path: Path) -> Form:
    """The filled report in the file `path`. Raises Unusable where it is no such file."""
    with workbook.opened(path) as book:
        told = book.properties()
        if not (SLUG.match(told.get(PROVIDER, "")) and HASH.match(told.get(REPORT, ""))):
            raise Unusable(
                "这个文件里没有核对报告的标识，不是本系统发出的《数据核对报告》工作簿（暂存行、"
                "缺口清单和回执都不用交回）。请直接在收件目录最新的报告 XLSX 文件上填写，"
                "不要把内容复制到新建的表格里。"
            )
        found = [_sheet(book, sheet) for sheet in book.sheets()]
    lines = tuple(line for own, _ in found for line in own)
    faults = tuple(fault for _, own in found for fault in own)
    seen = int(told[SEEN]) if EVENT.match(told.get(SEEN, "")) else None
    return Form(told[PROVIDER], told[REPORT], lines, faults, seen)


def whose(path: Path) -> str | None:
    """Whose report a file says it is; None where it does not say, or is no workbook."""
    try:
        with workbook.opened(path) as book:
            return book.properties().get(PROVIDER)
    except Unusable:
        return None


def _sheet(book: Book, sheet: Sheet) -> tuple[list[Line], list[Fault]]:
    """A sheet's answered rows, and what keeps others from being read."""
    top = list(takewhile(lambda row: row[0] <= HEAD_ROWS, book.rows(sheet)))
    heads = next(((number, _headed(cells)) for number, cells in top if _is_head(cells)), None)
    if heads is None:
        return [], _headless(sheet, top)
    head, columns = heads
    double = [name for name, letters in columns.items() if len(letters) > 1]
    if double:
        why = f"有不止一列叫“{double[0]}”，分不清以哪一列为准，整张工作表没有读取。请只保留一列。"
        return [], [Fault(sheet.title, why)]
    places = {letters[0]: name for name, letters in columns.items()}
    lines = list(_lines(book, sheet, head, places))
    return lines, [*_merged(book, sheet, head, set(places))]


def _lines(book: Book, sheet: Sheet, head: int, places: dict[str, str]) -> Iterator[Line]:
    for row, cells in book.rows(sheet, places):
        found = {places[letter]: cell for letter, cell in cells.items()}
        if row <= head or not _answered(found):
            continue
        said = {name: found[name].text.strip() if name in found else "" for name in HEADINGS}
        formulas = tuple(name for name, cell in found.items() if cell.formula)
        yield Line(sheet.title, row, said[NUMBER], said[ANSWER], said[EXPLANATION], formulas)


def _answered(found: dict[str, Cell]) -> bool:
    cells = [found[name] for name in (ANSWER, EXPLANATION) if name in found]
    return any(cell.formula or cell.text.strip() for cell in cells)


def _title(cell: Cell) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", cell.text))


def _headed(cells: dict[str, Cell]) -> dict[str, list[str]]:
    """The columns of each heading that there is."""
    found: dict[str, list[str]] = {}
    for letter, cell in cells.items():
        if _title(cell) in HEADINGS:
            found.setdefault(_title(cell), []).append(letter)
    return found


def _is_head(cells: dict[str, Cell]) -> bool:
    return {NUMBER, ANSWER} <= _headed(cells).keys()


def _headless(sheet: Sheet, top: list[tuple[int, dict[str, Cell]]]) -> list[Fault]:
    """Whether a sheet without the headings lists findings: then somebody removed them."""
    titles = {_title(cell) for _, cells in top for cell in cells.values()}
    numbers = any(
        Line("", 0, cell.text, "", "").digits for _, cells in top for cell in cells.values()
    )
    if SETTLED in titles or not (numbers or {NUMBER, EXPLANATION} & titles):
        return []
    why = (
        f"找不到“{NUMBER}”和“{ANSWER}”两个列标题，整张工作表没有读取。"
        f"请恢复表头（这两个标题须在同一行），或在原报告上重新填写。"
    )
    return [Fault(sheet.title, why)]


def _merged(book: Book, sheet: Sheet, head: int, letters: set[str]) -> Iterator[Fault]:
    """Merged cells among the answers hold one row's answer alone."""
    spans = [span for span in book.merged if _covers(span, head, letters)]
    if spans:
        shown = "、".join(spans[:SHOWN]) + (" 等" if len(spans) > SHOWN else "")
        why = f"{shown} 合并了单元格，只有其中第一行有答复。请取消合并，逐行填写后重新交回。"
        yield Fault(sheet.title, why)


def _covers(span: str, head: int, letters: set[str]) -> bool:
    """Whether a span such as `C4:D9` lies below the headings and in one of the columns."""
    ends = [SPAN.match(end) for end in (span.partition(":")[0], span.rpartition(":")[2])]
    if None in ends:
        return False
    (left, _), (right, bottom) = (end.groups() for end in ends if end)
    return int(bottom) > head and any(
        place(left) <= place(letter) <= place(right) for letter in letters
    )
