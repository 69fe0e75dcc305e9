"""When an interface is slow or fails, by the count of its requests, so that every crawl meets the same.

Decides moods only; what is answered when the mood is good is the interface's business.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Temper:
    """Of any `cycle` requests in a row, one meets each of the faults.

    `faults` maps the request's number in its cycle to the status, `pauses` the number in
    two cycles to seconds. A page just refused is answered when asked again; a fault that
    falls on it waits for the next page.
    """

    cycle: int
    faults: Mapping[int, int]
    pauses: Mapping[int, float]
    _count: int = 0
    _owed: deque[int] = field(default_factory=deque)
    _refused: set[str] = field(default_factory=set)

    def next(self, page: str) -> tuple[int, float]:
        """The status this request is due, and the seconds it is kept waiting."""
        self._count += 1
        if fault := self.faults.get(self._count % self.cycle):
            self._owed.append(fault)
        if self._owed and page not in self._refused:
            self._refused.add(page)
            return self._owed.popleft(), 0.0
        self._refused.discard(page)
        return 200, self.pauses.get(self._count % (2 * self.cycle), 0.0)
