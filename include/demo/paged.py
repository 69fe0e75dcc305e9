"""A list that is answered page by page, with its total and a version that changes when it does.

Where the list comes from is told by an edition; this decides what a page holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

import pyarrow as pa

from demo.days import Days
from demo.interface import Answer

PAGE_SIZE = 2000
LARGEST_PAGE = 5000


class Rows(Protocol):
    """Records in a fixed order."""

    def __len__(self) -> int: ...

    def between(self, start: int, stop: int) -> list[dict[str, Any]]:
        """The records from `start` up to but not including `stop`."""


class Edition(NamedTuple):
    """The list as served: a label that changes when its rows do."""

    version: str
    rows: Rows


class PagedList:
    """The list as a resource: `page` counts from 1, `page_size` has a limit."""

    def __init__(self, edition: Callable[[], Edition]) -> None:
        self._edition = edition

    def asked(self, query: Mapping[str, str]) -> Answer:
        """What makes the page asked for."""
        try:
            page = int(query.get("page", "1"))
            size = int(query.get("page_size", str(PAGE_SIZE)))
        except ValueError:
            raise ValueError("page and page_size are whole numbers") from None
        if page < 1 or not 1 <= size <= LARGEST_PAGE:
            raise ValueError(f"page starts at 1, page_size is 1 to {LARGEST_PAGE}")
        return lambda: _page(self._edition(), page, size)


class TableRows:
    """A table's rows as records."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def between(self, start: int, stop: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._table.slice(start, max(stop - start, 0)).to_pylist()
        return found


class DailyList:
    """A department's list, as it stands at the end of the day the city has."""

    def __init__(self, days: Days, provider: str, feed: str) -> None:
        self._days, self._provider, self._feed = days, provider, feed
        self._edition = Edition("", TableRows(pa.table({})))

    def turn(self, day: int) -> None:
        """Serves that day's list from the next request on."""
        found = self._days.standing(self._provider, self._feed, day)
        if found is None:
            return
        told, table = found
        version = self._days.date(told).isoformat()
        self._edition = Edition(version, TableRows(table.combine_chunks()))

    def edition(self) -> Edition:
        """The edition in force now."""
        return self._edition


def _page(edition: Edition, page: int, size: int) -> dict[str, Any]:
    total = len(edition.rows)
    return {
        "total": total,
        "page": page,
        "pages": -(-total // size),
        "page_size": size,
        "version": edition.version,
        "data": edition.rows.between((page - 1) * size, page * size),
    }
