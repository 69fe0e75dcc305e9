"""Departments that leave files: in their room on the front-end machine, or in a folder they share.

Decides where a day's file lies, what it is called and in which order its parts come:
the file whole, then its manifest where one was agreed. Every day has files of its own,
dated by their day; what lies there already is never written over.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa

from demo.days import Days
from demo.home import Home
from demo.manifest import manifest_path, write_manifest
from demo.surveyed import Survey
from demo.system import Connection
from demo.written import Place, write_csv, write_fixed, write_workbook

Write = Callable[[pa.Table, Path, date], None]

TAXPAYERS = (
    Place("登记序号", 12),
    Place("纳税人识别号", 20),
    Place("纳税人名称", 80),
    Place("法定代表人", 30),
    Place("状态", 2),
    Place("登记日期", 8),
    Place("注册资本", 20),
)


def write_taxpayers(table: pa.Table, path: Path, _day: date) -> None:
    """The tax office's layout."""
    write_fixed(TAXPAYERS, table, path)


@dataclass(frozen=True)
class Leaves:
    """One feed's file: its folder, how its name begins and ends, who writes it, with a manifest or not."""

    folder: str
    stem: str
    ending: str
    write: Write
    manifest: bool = True

    def path(self, root: Path, day: date) -> Path:
        """Where the file of a day lies."""
        return root / self.folder / f"{self.stem}_{day:%Y%m%d}{self.ending}"


def _survey(name: str, ending: str, crs: str, layer: str) -> Leaves:
    driver = {".geojson": "GeoJSON", ".gpkg": "GPKG"}[ending]
    return Leaves(name, name, ending, Survey(driver, crs, layer).write, manifest=False)


BY_MACHINE: dict[str, dict[str, Leaves]] = {
    "health": {
        "births": Leaves("outbox", "chusheng", ".csv", write_csv),
        "deaths": Leaves("outbox", "siwang", ".csv", write_csv),
        "contacts": Leaves("outbox", "lianxi", ".csv", write_csv),
    },
    "taxation": {"taxpayers": Leaves("outbox", "nashuiren", ".txt", write_taxpayers)},
    "statistics": {
        "city_divisions": Leaves("outbox", "benshi_quhua", ".csv", write_csv),
        "indicators": Leaves("outbox", "renkou_zhibiao", ".csv", write_csv),
    },
}
BY_FOLDER: dict[str, dict[str, Leaves]] = {
    "staffing_office": {
        "institutions": Leaves(
            "事业单位",
            "事业单位登记",
            ".xlsx",
            partial(write_workbook, "事业单位", "机关和事业单位法人登记情况表"),
            manifest=False,
        )
    },
    "natural_resources": {
        "boundaries": _survey("boundaries", ".geojson", "EPSG:4490", "XZQ"),
        "parcels": _survey("parcels", ".gpkg", "EPSG:4527", "ZD"),
        "buildings": _survey("buildings", ".geojson", "EPSG:4326", "FW"),
        "addresses": _survey("addresses", ".geojson", "EPSG:4490", "DZ"),
    },
}


class FileOffice:
    """Such a department as a system of the city."""

    def __init__(self, home: Home, days: Days, provider: str) -> None:
        self._home = home
        self._days = days
        self._provider = provider
        self._shared = provider in BY_FOLDER
        place = "shares" if self._shared else "frontend"
        self._root = home.folder(place, provider)
        self._leaves = (BY_FOLDER if self._shared else BY_MACHINE)[provider]

    async def start(self) -> None:
        """Makes the folders."""
        for leaves in self._leaves.values():
            self._home.folder(*self._root.relative_to(self._home.root).parts, leaves.folder)

    async def stop(self) -> None:
        """Nothing runs."""

    def turn(self, day: int) -> None:
        """Leaves the files of every day up to that one which do not lie there yet."""
        for number in range(1, day + 1):
            for feed, leaves in self._leaves.items():
                self._leave(number, feed, leaves)

    def connections(self) -> dict[str, Connection]:
        """The shared folder; a room on the machine is the machine's to offer."""
        if not self._shared:
            return {}
        path = str(self._root.resolve())
        return {f"{self._provider}_folder": {"conn_type": "fs", "extra": {"path": path}}}

    def _leave(self, number: int, feed: str, leaves: Leaves) -> None:
        day = self._days.date(number)
        path = leaves.path(self._root, day)
        if (manifest_path(path) if leaves.manifest else path).exists():
            return
        table = self._days.told(self._provider, feed, number)
        if table is None:
            return
        part = self._home.folder("parts") / path.name
        part.unlink(missing_ok=True)
        leaves.write(table, part, day)
        part.chmod(0o600)
        morning = self._days.morning(number)
        os.utime(part, (morning, morning))
        part.replace(path)
        if leaves.manifest:
            write_manifest(path, table.num_rows, day)
