"""Writes a report's two files under the names they keep on the provider's machine.

A name holds the provider's title, the report's day and eight characters of its
content hash, so that a report never takes another's place.
"""

from __future__ import annotations

from pathlib import Path

from onesource.clock import BUREAU_TIME
from onesource.notice import html, xlsx
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
