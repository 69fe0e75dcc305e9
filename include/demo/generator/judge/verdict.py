"""Runs the judge over all days: reads, masters, compares, and keeps what is open at each day's end."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from demo.generator.book import Book, Held
from demo.generator.days import Days
from demo.generator.judge import claims, links, spatial
from demo.generator.judge.claims import EXCUSED, RAISED, WAITING, Standing
from demo.generator.judge.declared import CATALOG, read
from demo.generator.judge.golden import Library
from demo.generator.judge.state import Finding, Reader, State


def judge(
    books: Mapping[str, Book],
    days: Days,
    rows: Mapping[str, np.ndarray] | None = None,
    catalog: Path = CATALOG,
) -> dict[int, set[Finding]]:
    """What is open at the end of each day; `rows` limits each feed to those that matter."""
    declared = read(sorted(books), catalog)
    readers = {path: Reader(feed, declared, days) for path, feed in declared.feeds.items()}
    libraries = {name: Library(entity, declared) for name, entity in declared.entities.items()}
    plays = {path: book.play(days) for path, book in books.items()}
    states: dict[str, State] = {}
    opened: set[Finding] = set()
    result = {}
    for day in range(1, days.last + 1):
        for path, play in plays.items():
            held = next(play)
            if (day - 1) % books[path].every == 0:
                states[path] = readers[path].day(
                    held, _there(held, None if rows is None else rows[path])
                )
        for library in libraries.values():
            library.build(states, day)
        opened = _open(libraries, states, opened)
        result[day] = set(opened)
    return result


def _there(held: Held, rows: np.ndarray | None) -> list[int]:
    here = np.flatnonzero(held.present) if rows is None else rows[held.present[rows]]
    return [int(row) for row in here]


def _open(
    libraries: dict[str, Library], states: dict[str, State], before: set[Finding]
) -> set[Finding]:
    told: Standing = {}
    for library in libraries.values():
        _add(told, claims.judge(library, states))
    _add(told, links.judge(libraries, states))
    _add(told, spatial.judge(libraries, states))
    raised = {finding for finding, standing in told.items() if standing == RAISED}
    waiting = {finding for finding, standing in told.items() if standing == WAITING}
    rows = set().union(*(state.findings for state in states.values()))
    return rows | raised | (before & waiting)


def _add(told: Standing, more: Standing) -> None:
    """The gravest standing of a finding counts, where several rows tell it."""
    for finding, standing in more.items():
        if told.get(finding) not in (RAISED, None) and standing == EXCUSED:
            continue
        if told.get(finding) != RAISED:
            told[finding] = standing
