"""Writes the receipt for a filled report that came back: what was taken, what was not and why, row by row.

What a provider wrote is echoed as text, shortened, and never as a formula. The same file
of answers with the same outcome gives the same bytes, under a name of its own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from onesource.notice import wording
from onesource.notice.columns import day
from onesource.notice.form import NUMBER
from onesource.notice.kinds import KINDS
from onesource.notice.model import CaseLine, ProviderFacts
from onesource.notice.outcome import Outcome
from onesource.notice.xlsx import ANSWER, print_well

TAKEN, REFUSED = "已采纳", "未采纳"
HEADS = (("结果", 9), ("工作表", 18), ("行", 8), (NUMBER, 21), (ANSWER, 11), ("原因和办法", 90))
MAX_ROWS = 1_000_000  # a sheet's rows
SHOWN = 120  # characters of what is echoed
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - no moment: it keeps the bytes the same
_BASE = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top", "text_wrap": True}
_LOOKS: dict[str, dict[str, object]] = {
    "title": {"font_size": 16, "bold": True, "font_color": "#12395b", "text_wrap": False},
    "chapter": {"font_size": 12, "bold": True, "font_color": "#12395b", "text_wrap": False},
    "text": {"num_format": "@"},
    "head": {"bold": True, "bg_color": "#12395b", "font_color": "#ffffff"},
    "alarm": {"num_format": "@", "bg_color": "#fde8e4"},
    "good": {"num_format": "@", "font_color": "#1d6b36"},
    "bad": {"num_format": "@", "font_color": "#a3260f", "bold": True},
}
Row = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Arrived:
    """Answers that came: the file's name, its SHA-256, when it is taken in, for which time.

    report: the content hash of the report they say they answer, where they do.
    """

    name: str
    sha256: str
    at: datetime
    times: int = 1
    report: str | None = None


def name(facts: ProviderFacts, sha256: str, ending: str = "") -> str:
    """The name of the receipt for a file of answers, the same each time it comes."""
    return f"答复回执_{facts.title.replace('/', '_')}_{sha256[:12]}{ending}.xlsx"


def write(facts: ProviderFacts, arrived: Arrived, outcome: Outcome) -> bytes:
    """The receipt as a workbook."""
    rows = sorted(_rows(outcome), key=lambda row: row[0] == TAKEN)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        book.set_properties({"title": f"答复回执 {facts.title}", "created": CREATED})
        looks = {one: book.add_format({**_BASE, **look}) for one, look in _LOOKS.items()}
        sheet = book.add_worksheet("回执")
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 110)
        sheet.set_row(0, 30)
        print_well(sheet)
        for place, (look, cells) in enumerate(_summary(facts, arrived, outcome)):
            for column, text in enumerate(cells):
                sheet.write_string(place, column, plain(text, 2_000), looks[look])
        for start in range(0, len(rows), MAX_ROWS):
            title = f"逐行结果（{start // MAX_ROWS + 1}）" if start else "逐行结果"
            _list(book, title, rows[start : start + MAX_ROWS], looks)
    return content.getvalue()


def _summary(
    facts: ProviderFacts, arrived: Arrived, outcome: Outcome
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The first sheet's lines: look, and cells."""
    yield "title", ("答复回执",)
    yield "text", ("单位", facts.title)
    yield "text", ("文件", arrived.name)
    yield "text", ("文件校验码", f"SHA-256 {arrived.sha256}")
    yield "text", ("处理日期", day(arrived.at))
    if outcome.fault:
        yield "alarm", ("未采纳", outcome.fault)
        return
    if not (outcome.verdicts or outcome.faults):
        yield "alarm", ("未采纳", f"文件里没有填写任何答复。请在报告的“{ANSWER}”列填写后重新放入。")
        return
    yield "text", ("结果", counted(outcome))
    if outcome.refused:
        yield (
            "alarm",
            (
                "请处理",
                "未采纳的行排在“逐行结果”最前面，逐行写明了原因和办法。改好后保存，放回原目录即可；已采纳的行可以保留。",
            ),
        )
    if outcome.told_on:
        yield (
            "text",
            (
                "提示",
                f"这份表格是 {outcome.told_on} 的报告，之后已有新报告；没有变化的行照常采纳。",
            ),
        )
    for fault in outcome.faults:
        yield "alarm", (f"工作表“{fault.sheet}”", fault.why)
    if outcome.moved:
        yield "chapter", ("各类问题的进展",)
        yield from (("text", progress(line, facts)) for line in outcome.moved)


def counted(outcome: Outcome) -> str:
    """How many rows were answered, taken and refused."""
    refused = len(outcome.verdicts) - outcome.taken
    return (
        f"共 {len(outcome.verdicts):,} 行填有答复：已采纳 {outcome.taken:,} 行，"
        f"未采纳 {refused:,} 行。"
    )


def progress(line: CaseLine, facts: ProviderFacts) -> tuple[str, str]:
    """What a case is about, and what is due next."""
    title = f"{line.number} · {KINDS[line.heading(facts.slug)].title}"
    due = wording.case_due(line)
    told = [wording.case_about(line, facts), wording.case_state(line, facts), due and f"期限 {due}"]
    return title, "；".join(part for part in told if part)


def _rows(outcome: Outcome) -> Iterator[Row]:
    for fault in outcome.faults:
        yield REFUSED, fault.sheet, "", "", "", fault.why
    for verdict in outcome.verdicts:
        line = verdict.line
        number = "（公式）" if NUMBER in line.formulas else line.number
        answer = "（公式）" if ANSWER in line.formulas else line.answer
        said = TAKEN if verdict.taken else REFUSED
        yield said, line.sheet, str(line.row), number, answer, verdict.why


def _list(book: Workbook, title: str, rows: list[Row], looks: dict[str, Format]) -> None:
    sheet: Worksheet = book.add_worksheet(title)
    for place, (head, width) in enumerate(HEADS):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, head, looks["head"])
    for number, row in enumerate(rows, 1):
        sheet.write_string(number, 0, row[0], looks["good" if row[0] == TAKEN else "bad"])
        for place, text in enumerate(row[1:-1], 1):
            sheet.write_string(number, place, plain(text), looks["text"])
        sheet.write_string(number, len(row) - 1, plain(row[-1], 2_000), looks["text"])
    print_well(sheet)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(HEADS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:F{len(rows) + 1}"})


def plain(text: str, most: int = SHOWN) -> str:
    """A text that can be shown: no control characters, and not longer than a reader bears."""
    said = CONTROL.sub(" ", text)
    return said if len(said) <= most else f"{said[:most]}…"
