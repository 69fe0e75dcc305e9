"""Days of the city as whole numbers: day 1 is the first that is delivered, day 0 the one before.

Also how departments write a day down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

NEVER = 1_000_000
YEAR = 365.2425

Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Days:
    """The calendar of one city."""

    first: date
    last: int

    def number(self, when: date) -> int:
        """The day of one date."""
        return (when - self.first).days + 1

    def iso(self, days: ArrayLike) -> Texts:
        """2026-01-31, for each day."""
        dates = np.datetime64(self.first, "D") + (np.asarray(days, dtype=np.int64) - 1)
        return np.datetime_as_string(dates).astype(object)

    def compact(self, days: ArrayLike) -> Texts:
        """20260131, for each day."""
        return np.array([text.replace("-", "") for text in self.iso(days)], dtype=object)

    def stamps(self, days: ArrayLike, rows: ArrayLike, joint: str = " ") -> Texts:
        """A moment of each day's working hours, told by the row."""
        seconds = np.asarray(rows, dtype=np.int64) * 7919 % 32400 + 28800
        hours, minutes = seconds // 3600, seconds // 60 % 60
        return np.array(
            [
                f"{day}{joint}{hour:02d}:{minute:02d}:{second:02d}"
                for day, hour, minute, second in zip(
                    self.iso(days), hours, minutes, seconds % 60, strict=True
                )
            ],
            dtype=object,
        )

    def spelled(self, days: ArrayLike, styles: ArrayLike) -> Texts:
        """Each day in its style: 0 ISO, 1 compact, 2 slashes, 3 Chinese, 4 a spreadsheet's serial."""
        serial = np.asarray(days, dtype=np.int64) + (self.first - date(1899, 12, 30)).days - 1
        return np.array(
            [
                _spelled(text, style, number)
                for text, style, number in zip(
                    self.iso(days), np.asarray(styles), serial, strict=True
                )
            ],
            dtype=object,
        )


def _spelled(iso: str, style: int, serial: int) -> str:
    year, month, day = iso.split("-")
    if style == 1:
        return year + month + day
    if style == 2:
        return f"{year}/{int(month)}/{int(day)}"
    if style == 3:
        return f"{year}年{int(month)}月{int(day)}日"
    return str(serial) if style == 4 else iso
