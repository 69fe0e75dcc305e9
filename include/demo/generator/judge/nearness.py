"""Which of many keys may have been mistyped for a given one: so few signs dropped, added, changed or swapped.

Two texts that near have a spelling in common once so many signs are left out of each,
so keys are looked up by such spellings and only those found are measured.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache


class Near:
    """The keys given, ready to be asked."""

    def __init__(self, keys: Iterable[str], limit: int) -> None:
        self._limit = limit
        self._spelled: dict[str, set[str]] = defaultdict(set)
        for key in keys:
            for spelling in shortened(key, limit):
                self._spelled[spelling].add(key)

    def of(self, key: str) -> set[str]:
        """Those that may have been mistyped for `key`."""
        if not self._spelled:
            return set()
        found = set().union(
            *(self._spelled.get(spelling, ()) for spelling in shortened(key, self._limit))
        )
        return {one for one in found if within(one, key, self._limit)}


@lru_cache(maxsize=20_000)
def shortened(text: str, limit: int) -> frozenset[str]:
    """The text with up to so many signs left out."""
    spellings = {text}
    for _ in range(limit):
        spellings |= {one[:at] + one[at + 1 :] for one in spellings for at in range(len(one))}
    return frozenset(spellings)


def within(one: str, other: str, limit: int) -> bool:
    """Whether at most so many signs are dropped, added, changed or swapped between two texts."""
    older: list[int] = []
    before = list(range(len(other) + 1))
    for at, sign in enumerate(one, 1):
        row = [at]
        for to, their in enumerate(other, 1):
            cost = min(row[to - 1] + 1, before[to] + 1, before[to - 1] + (sign != their))
            if at > 1 and to > 1 and sign == other[to - 2] and one[at - 2] == their:
                cost = min(cost, older[to - 2] + 1)
            row.append(cost)
        older, before = before, row
    return before[-1] <= limit
