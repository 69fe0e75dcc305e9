"""Working days: the official calendar, what the bureau says over it, and years nobody has announced."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from onesource.discrepancy.workdays import Calendar, Due
from onesource.settings import PROJECT

OFFICIAL = Calendar()
ORACLE = PROJECT.parent / "shared" / "data" / "calendar_cn" / "workday_2004_2026.csv"


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # over a weekend
        (date(2026, 11, 22), 10, date(2026, 12, 4)),  # a Sunday: the count begins on Monday
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over the national holidays
        (date(2026, 10, 9), 1, date(2026, 10, 10)),  # a Saturday that is worked
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a Saturday before the Spring Festival
    ],
)
def test_the_first_day_is_not_counted_and_the_last_is_a_working_day(start, days, due):
    assert OFFICIAL.after(start, days) == Due(due, provisional=False)


def test_a_year_that_is_not_announced_has_weekends_alone_and_says_so():
    found = OFFICIAL.after(date(2026, 12, 25), 10)

    assert found == Due(date(2027, 1, 8), provisional=True)
    assert OFFICIAL.works(date(2030, 10, 1))  # a Tuesday


def test_what_the_bureau_says_of_a_day_goes_before_the_calendar():
    own = Calendar({date(2027, 1, 1): "off", date(2027, 1, 2): "work", date(2026, 11, 23): "off"})

    assert own.after(date(2026, 12, 31), 1) == Due(date(2027, 1, 2), provisional=False)
    assert own.after(date(2026, 11, 20), 1).on == date(2026, 11, 24)


def test_days_between_are_counted_as_days_after_are():
    start = date(2026, 9, 20)
    for days in range(1, 40):
        due = OFFICIAL.after(start, days).on
        assert OFFICIAL.between(start, due) == days
        assert OFFICIAL.between(due, start) == -days
    assert OFFICIAL.between(start, start) == 0


def test_no_day_after_none_is_a_due_day():
    with pytest.raises(ValueError, match="at least one"):
        OFFICIAL.after(date(2026, 11, 20), 0)


if ORACLE.exists():

    def test_every_day_is_as_officially_announced():
        with Path(ORACLE).open(encoding="utf-8") as file:
            told = {
                date.fromisoformat(row["date"]): row["chinesecalendar_is_workday"] == "1"
                for row in csv.DictReader(file)
            }

        assert len(told) > 8000
        assert [day for day, works in told.items() if OFFICIAL.works(day) != works] == []
