"""Shows a report as one page that needs nothing else: no network, no script.

Decides how much of each list the page shows; the workbook has all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from onesource.notice import columns, onboarding, wording
from onesource.notice.columns import Cell, Column, day
from onesource.notice.kinds import ANSWERS, KINDS
from onesource.notice.model import Finding, ProviderFacts, Report, Section

SHOWN = 200
OPEN_AT_ONCE = 20
LONG = ("问题说明", "请这样处理")


@dataclass(frozen=True)
class Table:
    """The first rows of a list, under a heading of its own where a kind has several.

    `same` holds, as heading and cell, what is so for every row shown, said once.
    """

    title: str
    same: tuple[tuple[str, Cell], ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int


def write(report: Report, path: Path, workbook: str) -> None:
    """Writes the page to `path`; it refers to the file `workbook` for what it leaves out."""
    path.write_text(page(report, workbook), encoding="utf-8", newline="\n")


def page(report: Report, workbook: str) -> str:
    """The page as HTML text."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    closed = [_table("", report.closed, report.provider, columns.CLOSED)] if report.closed else []
    return environment.get_template("report.html.j2").render(
        report=report,
        facts=report.provider,
        tables={section.kind: _tables(section, report.provider) for section in report.sections},
        closed=closed,
        workbook=workbook,
        day=day,
        long=LONG,
        open_at_once=OPEN_AT_ONCE,
        wording=wording,
        kinds=KINDS,
        answers=ANSWERS,
        firsts=list(onboarding.firsts(report)),
    )


def _tables(section: Section, facts: ProviderFacts) -> list[Table]:
    parts = [("", section.findings)]
    if section.misplaced and section.in_place:
        parts = [("同县内错位", section.misplaced), ("其他不一致", section.in_place)]
    shown = SHOWN // len(parts)
    of = columns.open_in(section)
    return [_table(title, part, facts, of, shown) for title, part in parts]


def _table(
    title: str,
    findings: Sequence[Finding],
    facts: ProviderFacts,
    of: Sequence[Column],
    shown: int = SHOWN,
) -> Table:
    first = findings[:shown]
    chosen = columns.of(of, first, facts)
    cells = {column.title: [column.cell(one, facts) for one in first] for column in chosen}
    same = {head: own[0] for head, own in cells.items() if len(own) > 1 and len(set(own)) == 1}
    heads = tuple(head for head in cells if head not in same)
    known = KINDS[findings[0].kind].remedy  # said above the table
    return Table(
        title=title,
        same=tuple((head, cell) for head, cell in same.items() if cell != known),
        heads=heads,
        rows=tuple(zip(*(cells[head] for head in heads), strict=True)),
        total=len(findings),
    )
