"""What statistics does on its front-end machine, and what the bureau then does with it."""

from __future__ import annotations

import io
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from notice.desk import fill
from pipeline.town import Town, day

from onesource import clock
from onesource.pipeline import replies

MINE, DAY_3 = "与权威值不一致", day(3)


def take_in(town: Town, at: datetime = DAY_3, provider: str = "statistics") -> int:
    with clock.at(at):
        return replies.take_in(town.house, provider)


def answer(town: Town, name: str = "答复.xlsx", how: str = "已更正", because: str = "") -> Path:
    """Statistics fills its newest report in and puts it into its folder of answers."""
    path = town.box("statistics", "answers") / name
    report = max(
        (file for file in town.box("statistics").glob("数据核对报告*.xlsx")),
        key=lambda file: file.stat().st_mtime_ns,
    )
    shutil.copy(report, path)
    book = openpyxl.load_workbook(path, read_only=True)
    numbers = [row[0] for row in book[MINE].iter_rows(min_row=2, values_only=True)]
    return fill(path, dict.fromkeys(numbers, (how, because)))


def receipts(town: Town) -> dict[str, bytes]:
    inbox = town.box("statistics")
    return {file.name: file.read_bytes() for file in sorted(inbox.glob("答复回执*"))}


def words(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
    return "\n".join("｜".join(str(cell) for cell in row if cell) for row in rows)


def case(town: Town) -> dict[str, Any]:
    (found,) = town.rows("select * from discrepancy.case where kind = 'conflict'")
    return found
