"""Writes a workbook's first sheet: what the report is, what was found, how to answer.

Decides the order in which a reader meets these. The words are `wording`'s.
"""

from __future__ import annotations

import math
import unicodedata

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from onesource.notice import onboarding, wording
from onesource.notice.columns import day
from onesource.notice.kinds import ANSWERS, KINDS
from onesource.notice.model import Report, Section

Looks = dict[str, Format]
_WIDTHS = (22, 50, 12, 12, 46)
_LINE = 15.5


class _Sheet:
    """A sheet filled from top to bottom; a row is as high as its longest text needs."""

    def __init__(self, sheet: Worksheet, looks: Looks) -> None:
        self._sheet = sheet
        self._looks = looks
        self._row = 0
        self._filled = False
        for place, width in enumerate(_WIDTHS):
            sheet.set_column(place, place, width)

    def gap(self) -> None:
        """Leaves a row empty, one at most."""
        if self._filled:
            self._row += 1
        self._filled = False

    def wide(self, text: str, look: str, height: float | None = None) -> None:
        """A text across all columns."""
        self._sheet.set_row(self._row, height or _height(text, sum(_WIDTHS)) + 6)
        form = self._looks[look]
        self._sheet.merge_range(self._row, 0, self._row, len(_WIDTHS) - 1, "", form)
        self._sheet.write_string(self._row, 0, text, form)  # merging would take "=…" for a formula
        self._next()

    def row(self, cells: list[str | int], looks: list[str]) -> None:
        """One row of a table; a cell that looks like a link leads to the sheet of its name."""
        lines = [_height(str(cell), width) for cell, width in zip(cells, _WIDTHS, strict=False)]
        self._sheet.set_row(self._row, max(lines) + 4)
        for place, (cell, look) in enumerate(zip(cells, looks, strict=True)):
            at, form = (self._row, place), self._looks[look]
            if isinstance(cell, int):
                self._sheet.write_number(*at, cell, form)
            elif look == "link":
                self._sheet.write_url(*at, f"internal:'{cell}'!A1", form, cell)
            else:
                self._sheet.write_string(*at, cell, form)
        self._next()

    def _next(self) -> None:
        self._row += 1
        self._filled = True


def write_summary(sheet: Worksheet, report: Report, looks: Looks) -> None:
    """Fills the first sheet of `report`'s workbook."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R第 &P 页，共 &N 页")
    page = _Sheet(sheet, looks)
    page.wide(f"数据核对报告 · {report.provider.title}", "title", 34)
    number = report.content_hash[:8]
    page.wide(f"报告日期 {day(report.at)}　　报告编号 {number}", "subtitle")
    page.gap()
    page.wide(wording.purpose(report), "prose")
    for part in (_overview, _cases, _firsts, _batches, _attached, _answers, _closed):
        page.gap()
        part(page, report)


def _overview(page: _Sheet, report: Report) -> None:
    page.wide("问题总览", "chapter", 24)
    page.wide(wording.outcome(report), "prose")
    for batch in report.held:
        page.wide(wording.held(batch, report.provider), "alarm")
    for section in report.sections:
        for highlight in wording.highlights(section, report.provider):
            page.wide(highlight, "notice")
    if not report.sections:
        return
    page.row(["问题（点击查看明细）", "是什么意思", "条数", "其中新增", "请这样处理"], ["head"] * 5)
    for section in report.sections:
        kind = KINDS[section.kind]
        new = report.new_in(section)
        page.row(
            [kind.title, kind.meaning, len(section.findings), new, kind.remedy],
            ["link", "text", "total", "count", "text"],
        )
        _parts(page, report, section)
    totals: list[str | int] = ["合计", "", report.findings, report.opened, ""]
    page.row(totals, ["strong", "text", "total", "total", "text"])


def _cases(page: _Sheet, report: Report) -> None:
    if not report.cases:
        return
    page.wide("办理期限", "chapter", 24)
    page.wide(wording.DUE, "prose")
    page.row(["案号 · 问题", "内容", "条数", "期限", "状态"], ["head"] * 5)
    for line in report.cases:
        cells: list[str | int] = [
            f"{line.number} · {KINDS[line.heading(report.provider.slug)].title}",
            wording.case_about(line, report.provider),
            line.case.rows,
            wording.case_due(line),
            wording.case_told(line, report.provider),
        ]
        page.row(cells, ["strong", "text", "count", "text", "text"])


def _parts(page: _Sheet, report: Report, section: Section) -> None:
    for group, count, new in report.groups(section):
        page.row(["　　其中", group, count, new, ""], ["small", "small", "count", "count", "small"])


def _firsts(page: _Sheet, report: Report) -> None:
    for first in onboarding.firsts(report):
        page.gap()
        page.wide(wording.first(first.title), "chapter", 24)
        page.wide(wording.first_outcome(first), "prose")
        if first.causes:
            page.row(["问题", "原因", "条数", "", "请这样处理（例）"], ["head"] * 5)
        for cause in first.causes:
            shown = f"{cause.remedy}（如 {cause.example}）" if cause.example else cause.remedy
            cells: list[str | int] = [cause.kind, cause.words, cause.count, "", shown]
            page.row(cells, ["strong", "text", "total", "text", "text"])


def _attached(page: _Sheet, report: Report) -> None:
    if not report.attachments:
        return
    page.wide("随附清单", "chapter", 24)
    page.wide(wording.ATTACHED, "prose")
    page.row(["内容", "文件", "条数"], ["head"] * 3)
    for one in report.attachments:
        page.row([one.title, one.name, one.rows], ["strong", "text", "count"])


def _batches(page: _Sheet, report: Report) -> None:
    page.wide("核对的是哪一批数据", "chapter", 24)
    if not report.batches:
        page.wide("尚未收到可以核对的数据。", "prose")
        return
    page.row(["数据", "处理结果", "数据日期", "收到日期", "条数"], ["head"] * 5)
    for batch in report.batches:
        title = report.provider.feeds.get(batch.feed, batch.feed)
        page.row(
            [
                title,
                wording.batch_state(batch),
                f"{batch.as_of}",
                day(batch.landed_at),
                wording.accounting(batch),
            ],
            ["strong", "text", "text", "text", "text"],
        )
    page.wide(wording.ROW_NUMBER, "subtitle")


def _answers(page: _Sheet, report: Report) -> None:
    if not report.sections:
        return
    page.wide("怎样答复", "chapter", 24)
    for place, step in enumerate(wording.steps(report), 1):
        page.wide(f"{place}. {step}", "prose")
    page.row(["答复", "什么情况下选它"], ["head"] * 2)
    for answer, meaning in ANSWERS.items():
        page.row([answer, meaning], ["strong", "text"])


def _closed(page: _Sheet, report: Report) -> None:
    if report.since is None:
        return
    page.wide(f"上次报告（{day(report.since)}）以来", "chapter", 24)
    page.wide(wording.progress(report), "prose")


def _height(text: str, width: float) -> float:
    wide = sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)
    return _LINE * max(1, math.ceil(wide * 1.08 / width))
