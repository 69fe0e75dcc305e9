"""Statistics: its national codes as a file left in its outbox on the front-end machine.

Decides what a delivery looks like: a GB18030 CSV, ordered by code, and beside it a
manifest written last, so that a delivery with a manifest is a whole one. The same
rows and date give the same bytes. What stands in the outbox is never written over.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from demo.divisions import Division, in_order, packed
from demo.home import Home, write_whole
from demo.manifest import write_manifest
from demo.system import Connection

REFERENCE_DATE = date(2023, 12, 31)
PACKED = f"statistics_{REFERENCE_DATE.isoformat()}"
ENCODING = "gb18030"
HEADER = ("统计用区划代码", "名称", "级别")
LEVELS = {"1": "省级", "2": "地级", "3": "县级", "4": "乡级"}
LEVELS_READ = {word: level for level, word in LEVELS.items()}


def write_delivery(outbox: Path, rows: Iterable[Division], reference_date: date) -> Path:
    """Leaves one delivery in the outbox, file first and manifest last; returns the CSV's path."""
    ordered = in_order(rows)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows((row.code, row.name, LEVELS.get(row.level, row.level)) for row in ordered)
    data = text.getvalue().encode(ENCODING)
    path = outbox / f"tongji_quhua_{reference_date:%Y%m%d}.csv"
    write_whole(path, data)
    write_manifest(path, len(ordered), reference_date)
    return path


def read_delivery(path: Path) -> list[Division]:
    """The rows of a delivery's CSV."""
    reader = csv.reader(io.StringIO(path.read_bytes().decode(ENCODING), newline=""))
    header = tuple(next(reader, ()))
    if header != HEADER:
        raise ValueError(f"{path.name} begins with {','.join(header)}, not {','.join(HEADER)}")
    return [Division(code, name, LEVELS_READ.get(word, word)) for code, name, word in reader]


class StatisticsOffice:
    """The department that delivers; the machine it delivers to is another system."""

    def __init__(self, home: Home) -> None:
        self._outbox = home.folder("frontend", "statistics", "outbox")

    async def start(self) -> None:
        """Leaves the first delivery, unless one with a manifest is there already."""
        if not any(self._outbox.glob("*.manifest.json")):
            write_delivery(self._outbox, packed(PACKED), REFERENCE_DATE)

    async def stop(self) -> None:
        """Nothing runs."""

    def turn(self, day: int) -> None:
        """The national codes are of one edition."""

    def connections(self) -> dict[str, Connection]:
        """None of its own: the front-end machine offers the way in."""
        return {}
