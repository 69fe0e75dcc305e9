"""A list that is asked for what changed in it: by a moment, and onwards by an opaque cursor.

Answers rows changed after the moment asked for, in the order of their changes and then
of their keys, so that a change made while somebody pages comes at the end. A row that
was removed stays, marked by the department as such.
"""

from __future__ import annotations

import base64
import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from demo.days import CITY_TIME, Days
from demo.interface import Answer

PAGE_SIZE = 1000
LARGEST_PAGE = 5000

Mark = tuple[datetime, str]
Row = dict[str, str | None]


@dataclass(frozen=True)
class Shape:
    """What the department calls things: in its rows, in its questions, in its answers."""

    key: str
    changed: str
    since: str
    rows: str
    cursor: str


class ChangingList:
    """The list as a resource, brought forward day by day."""

    def __init__(self, days: Days, provider: str, feed: str, shape: Shape) -> None:
        self._days, self._provider, self._feed = days, provider, feed
        self._shape = shape
        self._day = 0
        self._rows: dict[str, Row] = {}
        self._served: tuple[list[Mark], list[Row]] = ([], [])

    def turn(self, day: int) -> None:
        """Takes in every day up to that one; a later change of a row takes its place."""
        while self._day < day:
            self._day += 1
            table = self._days.told(self._provider, self._feed, self._day)
            if table is not None:
                self._take(table)
        marked = sorted(((self._mark(row), row) for row in self._rows.values()), key=_first)
        self._served = ([mark for mark, _ in marked], [row for _, row in marked])

    def asked(self, query: Mapping[str, str]) -> Answer:
        """What makes the page asked for."""
        size = query.get("page_size", str(PAGE_SIZE))
        if not size.isdigit() or not 1 <= int(size) <= LARGEST_PAGE:
            raise ValueError(f"page_size is 1 to {LARGEST_PAGE}")
        if cursor := query.get("cursor"):
            after = _read_cursor(cursor)
        else:
            after = _since(query.get(self._shape.since), self._shape.since)
        return lambda: self._page(after, int(size))

    def _page(self, after: Mark | None, size: int) -> dict[str, object]:
        marks, listed = self._served
        start = bisect_right(marks, after) if after else 0
        stop = min(start + size, len(listed))
        onward = _cursor(marks[stop - 1]) if stop < len(listed) else None
        return {self._shape.rows: listed[start:stop], self._shape.cursor: onward}

    def _take(self, table: pa.Table) -> None:
        for row in sorted(table.to_pylist(), key=self._mark):
            self._rows[row[self._shape.key]] = row

    def _mark(self, row: Mapping[str, str | None]) -> Mark:
        return moment(str(row[self._shape.changed])), str(row[self._shape.key])


def _first(pair: tuple[Mark, object]) -> Mark:
    return pair[0]


def moment(text: str) -> datetime:
    """An ISO text as a moment, in the city's time where it names no zone. Raises ValueError."""
    found = datetime.fromisoformat(text.strip())
    return found if found.tzinfo else found.replace(tzinfo=CITY_TIME)


def _since(text: str | None, name: str) -> Mark | None:
    if not text:
        return None
    try:
        return moment(text), "\U0010ffff"  # after every key of that moment
    except ValueError:
        raise ValueError(f"{name} is a moment such as 2026-01-31T08:00:00+08:00") from None


def _cursor(mark: Mark) -> str:
    return base64.urlsafe_b64encode(json.dumps([mark[0].isoformat(), mark[1]]).encode()).decode()


def _read_cursor(text: str) -> Mark:
    try:
        at, key = json.loads(base64.urlsafe_b64decode(text.encode()))
        return moment(at), str(key)
    except (ValueError, TypeError) as error:
        raise ValueError("cursor is not one that was given out") from error
