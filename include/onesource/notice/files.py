"""Writes a report's files under the names they keep on the provider's machine.

A name holds the provider's title, the report's day and eight characters of its
content hash, so that a report never takes another's place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from onesource.clock import BUREAU_TIME
from onesource.notice import enclosure, html, xlsx
from onesource.notice.enclosure import Enclosure
from onesource.notice.model import ProviderFacts, Report


def prefix(facts: ProviderFacts) -> str:
    """What the names of all files of a provider's reports begin with."""
    return f"数据核对报告_{facts.title.replace('/', '_')}_"


def stem(report: Report) -> str:
    """The name of `report`'s files, without their ending."""
    day = f"{report.at.astimezone(BUREAU_TIME):%Y%m%d}"
    return f"{prefix(report.provider)}{day}_{report.content_hash[:8]}"


def write(report: Report, folder: Path) -> dict[str, Path]:
    """Writes the workbook and the page into `folder`; final name → path, workbook first."""
    name = stem(report)
    files = {f"{name}{ending}": folder / f"{name}{ending}" for ending in (".xlsx", ".html")}
    xlsx.write(report, files[f"{name}.xlsx"])
    html.write(report, files[f"{name}.html"], workbook=f"{name}.xlsx")
    return files


def enclose(
    report: Report,
    enclosures: Iterable[Enclosure],
    folder: Path,
    rows_a_sheet: int = xlsx.MAX_ROWS,
) -> tuple[Report, dict[str, Path]]:
    """Writes `enclosures` into `folder`; gives the report that names them, and final name → path.

    Besides them what is too long for the report's own workbook.
    """
    name = stem(report)
    written = [one for each in enclosures for one in enclosure.write(each, name, folder)]
    written += [
        enclosure.write_whole(each, name, folder) for each in xlsx.beyond(report, rows_a_sheet)
    ]
    attachments = tuple(attachment for attachment, _ in written)
    files = {attachment.name: path for attachment, path in written}
    return replace(report, attachments=attachments), files
