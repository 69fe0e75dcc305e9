"""One department's register as rows of text, and how it changes from day to day.

A book has an honest side, what the department would hold without a fault, late
knowledge included, and faults laid over it: cells that are wrong from one day until
another, rows that ought not to be there, rows that are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from demo.generator.days import NEVER, Days, Texts

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Wrong:
    """A cell that is wrong from `day` on and right again on `until`."""

    row: int
    column: str
    value: str | None
    day: int
    until: int


@dataclass(frozen=True)
class Held:
    """What a department holds at the end of one day: columns of all rows ever, and which of them count."""

    day: int
    columns: dict[str, Texts]
    present: Flags
    changed: Flags  # came, changed or ended this day


@dataclass
class Book:
    """The rows of one feed. `who` is the entity each speaks of, as its place among the city's."""

    provider: str
    feed: str
    entity: str
    columns: dict[str, Texts]
    keys: Texts  # the entity's right key
    who: Rows
    appears: Rows
    stamp: str | None = None  # the column that says when a row was changed
    joint: str = " "
    ends_by: tuple[str, str] | None = None  # how a change tells that a record is no more
    stamped: Rows = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    leaves: Rows = field(init=False)
    every: int = 1  # delivered each so many days
    changes: dict[int, list[tuple[Rows, str, Texts]]] = field(default_factory=dict)
    wrongs: list[Wrong] = field(default_factory=list)
    hidden: list[tuple[int, int, int]] = field(default_factory=list)
    extras: list[tuple[int, dict[str, str | None], int, int]] = field(default_factory=list)
    twins: dict[int, int] = field(default_factory=dict)  # an added row's moment is its model's
    _first: dict[int, int] = field(default_factory=dict)
    honest: int = field(init=False)  # rows before those that faults add

    def __post_init__(self) -> None:
        size = len(self.who)
        self.appears = np.maximum(np.asarray(self.appears, dtype=np.int64), 1)
        self.leaves = np.full(size, NEVER, dtype=np.int64)
        if not len(self.stamped):
            self.stamped = np.full(size, -100, dtype=np.int64)
        self.honest = size

    @property
    def path(self) -> str:
        """`<provider>/<feed>`."""
        return f"{self.provider}/{self.feed}"

    def rows_of(self, entities: int) -> Rows:
        """For each of so many entities its first row, or -1."""
        row = np.full(entities, -1, dtype=np.int64)
        row[self.who[::-1]] = np.arange(len(self.who))[::-1]
        return row

    def first_rows(self) -> dict[int, int]:
        """Of each entity the first honest row; told once the rows are settled."""
        if not self._first:
            size = self.honest
            self._first = dict(
                zip(self.who[:size][::-1].tolist(), range(size - 1, -1, -1), strict=True)
            )
        return self._first

    def learn(self, rows: Rows, days: Rows, column: str, values: Texts) -> None:
        """The department comes to know a new value; before the first day it already did."""
        known = days <= 1
        self.columns[column][rows[known]] = values[known]
        np.maximum.at(self.stamped, rows[known], days[known])
        for day in np.unique(days[~known]):
            at = days == day
            self.changes.setdefault(int(day), []).append((rows[at], column, values[at]))

    def add(self, like: int, values: dict[str, str | None], day: int, until: int) -> int:
        """A fault's own row, a copy of another but for some values; returns its place."""
        self.extras.append((like, values, day, until))
        return self.honest + len(self.extras) - 1

    def settle(self) -> None:
        """Appends the rows that faults added; none can be added any more."""
        likes = np.array([like for like, _, _, _ in self.extras], dtype=np.int64)
        for column, held in self.columns.items():
            more = held[likes]
            for at, (_, values, _, _) in enumerate(self.extras):
                more[at] = values.get(column, more[at])
            self.columns[column] = np.concatenate([held, more])
        added = len(self.extras)
        self.keys = np.concatenate([self.keys, np.full(added, None, dtype=object)])
        self.who = np.concatenate([self.who, np.full(added, -1, dtype=np.int64)])
        days = np.array([(day, until) for _, _, day, until in self.extras], dtype=np.int64)
        days = days.reshape(added, 2)
        self.appears = np.concatenate([self.appears, days[:, 0]])
        self.leaves = np.concatenate([self.leaves, days[:, 1]])
        self.stamped = np.concatenate([self.stamped, self.stamped[likes]])
        self.twins = {self.honest + at: like for at, (like, _, _, _) in enumerate(self.extras)}

    def play(self, days: Days, faulty: bool = True) -> Iterator[Held]:
        """What is held at the end of each day, with the faults or without."""
        columns = {name: values.copy() for name, values in self.columns.items()}
        stamped = np.where(self.appears > 1, self.appears, self.stamped)
        salt = np.arange(len(self.who))
        for extra, like in self.twins.items():
            salt[extra] = like
        told = days.stamps(stamped, salt, self.joint) if self.stamp else None
        for day in range(1, days.last + 1):
            changed = (self.appears == day) | (self.leaves == day)
            for at, column, values in self.changes.get(day, []):
                columns[column][at] = values
                changed[at] = True
            shown, here = dict(columns), (self.appears <= day) & (day < self.leaves)
            if faulty:
                self._spoil(shown, here, changed, day)
            here[self.honest :] &= faulty
            if told is not None and day > 1:
                told = told.copy()
                at = np.flatnonzero(changed)
                told[at] = days.stamps(np.full(len(at), day), salt[at], self.joint)
            if self.stamp and told is not None:
                shown[self.stamp] = told
            self._end(shown, day)
            yield Held(day, shown, here, changed)

    def _spoil(self, shown: dict[str, Texts], here: Flags, changed: Flags, day: int) -> None:
        for column in {wrong.column for wrong in self.wrongs}:
            shown[column] = shown[column].copy()
        for wrong in self.wrongs:
            if wrong.day <= day < wrong.until:
                shown[wrong.column][wrong.row] = wrong.value
            if day in (wrong.day, wrong.until):
                changed[wrong.row] = True
        for row, since, until in self.hidden:
            here[row] &= not since <= day < until

    def _end(self, shown: dict[str, Texts], day: int) -> None:
        ended = self.leaves <= day
        if self.ends_by and ended.any():
            column, word = self.ends_by
            shown[column] = shown[column].copy()
            shown[column][ended] = word


def texts(values: Sequence[str | None]) -> Texts:
    """A column of text."""
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column
