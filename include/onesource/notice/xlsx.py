"""Writes a report as a workbook: what it is about, then one sheet a kind, with room to answer.

Decides the workbook's looks, and by what it is known when it comes back. Every delivered
value is written as text, in cells that stay text when they are edited: codes keep their
zeros and nothing a provider delivered is ever computed. The same report gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from onesource.clock import BUREAU_TIME
from onesource.notice import columns
from onesource.notice.columns import Cell, Column
from onesource.notice.enclosure import Enclosure
from onesource.notice.kinds import ANSWERS, KINDS
from onesource.notice.model import Finding, ProviderFacts, Report
from onesource.notice.rows import Rows
from onesource.notice.summary import write_summary

MAX_ROWS = 1_048_575  # and a heading
SHEETS = 2  # of one list; who has more to look through has it whole in a file beside
ANSWER, EXPLANATION = "答复", "答复说明"
PROVIDER, REPORT = "OneSource.Provider", "OneSource.Report"  # properties: whose report, and which
SEEN = "OneSource.Seen"  # property: the last event it shows, of a report that was fetched, not sent
_BASE = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
_INK, _RULE = "#1f2937", "#d8dee6"
_LOOKS: dict[str, dict[str, object]] = {
    "title": {"font_size": 18, "bold": True, "font_color": "#12395b"},
    "subtitle": {"font_color": "#5b6775"},
    "chapter": {"font_size": 12, "bold": True, "font_color": "#12395b", "bottom": 2},
    "prose": {"text_wrap": True, "valign": "top"},
    "notice": {"text_wrap": True, "bg_color": "#fff4d6", "border": 1, "border_color": "#e3c46a"},
    "alarm": {"text_wrap": True, "bg_color": "#fde8e4", "border": 1, "border_color": "#e0a093"},
    "head": {"bold": True, "bg_color": "#12395b", "font_color": "#ffffff", "text_wrap": True},
    "answer_head": {"bold": True, "bg_color": "#8a6100", "font_color": "#ffffff"},
    "text": {"num_format": "@", "text_wrap": True},
    "small": {"num_format": "@", "text_wrap": True, "font_color": "#5b6775"},
    "count": {"num_format": "#,##0", "align": "right"},
    "place": {"num_format": "0", "align": "right"},
    "total": {"num_format": "#,##0", "align": "right", "bold": True},
    "strong": {"bold": True, "text_wrap": True},
    "link": {"font_color": "#0b5cad", "underline": 1, "bold": True},
    "answer": {"num_format": "@", "text_wrap": True, "bg_color": "#fffaf0"},
}
_UNRULED = {"title", "subtitle", "chapter", "prose", "notice", "alarm"}


def write(
    report: Report, path: Path, rows_a_sheet: int = MAX_ROWS, *, fetched: bool = False
) -> None:
    """Writes `report` to `path`, replacing what stands there; a list longer than
    `rows_a_sheet` goes on in a further sheet, and ends there: `beyond` it is told whole.
    fetched: by its provider itself; it can be answered though no delivery tells of it."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        workbook.set_properties(
            {
                "title": f"数据核对报告 {report.provider.title}",
                "author": report.provider.bureau,
                "created": _naive(report.at),
            }
        )
        workbook.set_custom_property(PROVIDER, report.provider.slug, "text")
        workbook.set_custom_property(REPORT, report.content_hash, "text")
        if fetched:
            workbook.set_custom_property(SEEN, str(report.last_event_id), "text")
        looks = {name: workbook.add_format(_look(name)) for name in _LOOKS}
        summary = workbook.add_worksheet("说明")
        write_summary(summary, report, looks)
        for title, findings, chosen in lists(report):
            for start in range(0, min(len(findings), SHEETS * rows_a_sheet), rows_a_sheet):
                name = f"{title}（{start // rows_a_sheet + 1}）" if start else title
                page = findings[start : start + rows_a_sheet]
                _write_list(workbook, name, page, chosen, (report.provider, looks))


def beyond(report: Report, rows_a_sheet: int = MAX_ROWS) -> Iterator[Enclosure]:
    """The lists that a workbook of so many rows a sheet does not hold, to be enclosed whole."""
    for title, findings, chosen in lists(report):
        if len(findings) > SHEETS * rows_a_sheet:
            yield Enclosure(
                ending=title,
                title=title,
                heads=tuple(column.title for column in chosen),
                rows=(_cells(finding, chosen, report.provider) for finding in findings),
                total=len(findings),
            )


def _cells(finding: Finding, chosen: Sequence[Column], facts: ProviderFacts) -> list[Cell]:
    return [column.cell(finding, facts) for column in chosen]


def lists(report: Report) -> list[tuple[str, Sequence[Finding], tuple[Column, ...]]]:
    """A report's lists: the title, the findings, the columns that tell of them."""
    facts = report.provider
    lists: list[tuple[str, Sequence[Finding], tuple[Column, ...]]] = []
    for section in report.sections:
        chosen = columns.of(columns.open_in(section), section.findings, facts)
        lists.append((KINDS[section.kind].title, section.findings, chosen))
    if report.closed:
        lists.append(("已解决", report.closed, columns.of(columns.CLOSED, report.closed, facts)))
    return lists


def _look(name: str) -> dict[str, object]:
    ruled = {} if name in _UNRULED else {"border": 1, "border_color": _RULE}
    return {"font_color": _INK, **_BASE, **ruled, **_LOOKS[name]}


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(BUREAU_TIME).replace(tzinfo=None, microsecond=0)


def _write_list(
    workbook: Workbook,
    name: str,
    findings: Sequence[Finding],
    chosen: Sequence[Column],
    style: tuple[ProviderFacts, dict[str, Format]],
) -> None:
    facts, looks = style
    sheet = workbook.add_worksheet(name)
    answered = findings[0].closed_at is None
    _set_up(sheet, chosen, answered, len(findings))
    for place, column in enumerate(chosen):
        sheet.write_string(0, place, column.title, looks["head"])
    if answered:
        sheet.write_string(0, len(chosen), ANSWER, looks["answer_head"])
        sheet.write_string(0, len(chosen) + 1, EXPLANATION, looks["answer_head"])
    rows = Rows(sheet, 0, looks)
    tail = [looks["answer"]] * 2 if answered else []
    for finding in findings:
        rows.write(_cells(finding, chosen, facts), tail)
    rows.close(len(chosen) + len(tail))


def _set_up(sheet: Worksheet, chosen: Sequence[Column], answered: bool, rows: int) -> None:
    widths = [column.width for column in chosen] + [11, 26] * answered
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.set_row(0, 24)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, rows, len(widths) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{rows + 1}"})
    if answered:
        sheet.data_validation(1, len(chosen), rows, len(chosen), {"validate": "list", **_choice()})
    print_well(sheet)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&R第 &P 页，共 &N 页")


def print_well(sheet: Worksheet) -> None:
    """On A4 across, all columns on one page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _choice() -> dict[str, object]:
    return {
        "source": list(ANSWERS),
        "error_title": "请从列表中选择",
        "error_message": "答复请从列表中选择一项，其余内容写在“答复说明”列。",
    }
