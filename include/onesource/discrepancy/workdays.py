"""Counts working days: China's official calendar with its make-up workdays, and what the bureau says over it.

Beyond the last year that was officially announced only weekends are off, and every
date that rests on such a year is provisional.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """A date something is due; provisional: a later announcement of holidays may move it."""

    on: date
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """Which days are worked. days: single days' `off` or `work`, over the official calendar.

    The official one is the State Council's yearly notice, as the package chinesecalendar
    holds it.
    """

    days: Mapping[date, str] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether `day` is a working day."""
        told = self.days.get(day)
        if told:
            return told == "work"
        return _works(day) if _is_official(day) else day.weekday() < SATURDAY

    def after(self, start: date, days: int) -> Due:
        """The day that is `days` working days after `start`, which is not counted: a working day.

        Raises ValueError for fewer than one day.
        """
        if days < 1:
            raise ValueError(f"{days} working days after {start}: at least one is needed")
        day, left, provisional = start, days, False
        while left:
            day += DAY
            provisional = provisional or not (_is_official(day) or day in self.days)
            left -= self.works(day)
        return Due(day, provisional)

    def between(self, start: date, end: date) -> int:
        """How many working days there are after `start` up to and with `end`; negative the other way."""
        if end < start:
            return -self.between(end, start)
        return sum(self.works(start + DAY * n) for n in range(1, (end - start).days + 1))

    def before(self, day: date, days: int) -> date:
        """The day from which `days` working days are left up to and with `day`."""
        while days:
            days -= self.works(day)
            day -= DAY
        return day


@cache
def _years() -> tuple[int, int]:
    from chinese_calendar.constants import (
        holidays,  # hundreds of dates: only where days are counted
    )

    return min(holidays).year, max(holidays).year


def _is_official(day: date) -> bool:
    first, last = _years()
    return first <= day.year <= last


@cache
def _works(day: date) -> bool:
    import chinese_calendar

    return bool(chinese_calendar.is_workday(day))
