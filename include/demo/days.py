"""The city's days as they were made beforehand: what each department holds at the end of each.

Reads the folder that a city was made into: `city.json`, and for every day, department
and feed one table of text. Decides nothing about how a department tells it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

CITY_TIME = ZoneInfo("Asia/Shanghai")


class Days:
    """A made city, day 1 to `last`. Raises RuntimeError where the folder holds none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        told = folder / "city.json"
        try:
            content = told.read_bytes()
            city = json.loads(content)
            self.first = date.fromisoformat(city["first_day"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RuntimeError(
                f"{told} does not tell a city ({type(error).__name__}: {error}); "
                "make one with `onesource demo city`"
            ) from error
        self.last = max((int(day.name.removeprefix("day_")) for day in self._folders()), default=0)
        self.name = hashlib.sha256(content).hexdigest()[:16]

    def date(self, day: int) -> date:
        """The date of a day, counted from 1."""
        return self.first + timedelta(days=day - 1)

    def morning(self, day: int) -> float:
        """When that day's files are left, in seconds since 1970."""
        return datetime.combine(self.date(day), time(0, 30), CITY_TIME).timestamp()

    def told(self, provider: str, feed: str, day: int) -> pa.Table | None:
        """What was told on exactly that day, None where nothing was."""
        path = self._path(provider, feed, day)
        return pq.read_table(path) if path.exists() else None

    def standing(self, provider: str, feed: str, day: int) -> tuple[int, pa.Table] | None:
        """The last whole table told up to that day, and the day it was told."""
        for earlier in range(day, 0, -1):
            table = self.told(provider, feed, earlier)
            if table is not None:
                return earlier, table
        return None

    def _path(self, provider: str, feed: str, day: int) -> Path:
        return self.folder / f"day_{day}" / provider / f"{feed}.parquet"

    def _folders(self) -> list[Path]:
        return [path for path in self.folder.glob("day_*") if path.name[4:].isdigit()]
