"""Which days are worked, asked of the official calendar itself: the year's script and its judge go by it.

Apart from the loop's own calendar, so that the one may be held against the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Announced:
    """A single day's change, and the day from which it is known: holidays are now and then told late."""

    day: date
    off: bool
    known_on: date


LATE = (Announced(date(2025, 12, 31), True, date(2025, 12, 22)),)


def works(day: date, today: date) -> bool:
    """Whether `day` is a working day, as far as is known `today`."""
    for one in LATE:
        if one.day == day and one.known_on <= today:
            return not one.off
    return bool(chinese_calendar.is_workday(day))


def between(start: date, end: date, today: date) -> int:
    """The working days after `start` up to and with `end`; negative the other way."""
    if end < start:
        return -between(end, start, today)
    return sum(works(start + DAY * n, today) for n in range(1, (end - start).days + 1))


def after(start: date, many: int, today: date) -> date:
    """The day that is so many working days after `start`."""
    day = start
    while many:
        day += DAY
        many -= works(day, today)
    return day
