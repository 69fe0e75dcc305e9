"""Which findings must be open on each day, each of them put down to the fault it comes of.

The judge looks only at rows that a fault may concern and at those they refer to; all
others are sound, which tests show by letting it look at everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from demo.generator.book import Book
from demo.generator.city import City
from demo.generator.faults.plan import Fault
from demo.generator.judge.declared import Catalog, read
from demo.generator.judge.state import Finding
from demo.generator.judge.typed import key_of
from demo.generator.judge.verdict import judge

DIVISIONS = "division"
Row = tuple[str, str, int, str, str, str, str, str, str | None, str, str]


def expect(
    city: City, books: Mapping[str, Book], faults: list[Fault], everything: bool = False
) -> list[Row]:
    """One row a finding and day; fault, its kind, day, the finding, and the role it has for the fault.

    Raises AssertionError for a finding that no fault accounts for.
    """
    rows = None if everything else concerned(books, faults)
    owner: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        for name in fault.keys:
            owner.setdefault(name, []).append(fault)
    return [
        _put_down(finding, day, owner)
        for day, findings in judge(books, city.days, rows).items()
        for finding in sorted(findings, key=lambda one: tuple(part or "" for part in one))
    ]


def _put_down(finding: Finding, day: int, owner: dict[tuple[str, str], list[Fault]]) -> Row:
    provider, feed, _, entity, key, _, _ = finding
    named = owner.get((entity, key), [])
    assert named, f"day {day}: {finding} comes of no fault that was planted"
    own = [
        fault
        for fault in named
        if (fault.book.provider, fault.book.feed) == (provider, feed) and (entity, key) in fault.own
    ]
    fault = (own or named)[0]
    return (fault.identifier, fault.name, day, *finding, "primary" if own else "consequence")


def concerned(books: Mapping[str, Book], faults: list[Fault]) -> dict[str, np.ndarray]:
    """For each feed the rows that faults concern, and the deciders' rows of whatever these refer to."""
    catalog = read(sorted(books))
    places = _places(books)
    names = {name for fault in faults for name in fault.keys}
    marked = {path: np.zeros(len(book.who), dtype=bool) for path, book in books.items()}
    for path, book in books.items():
        mark = marked[path]
        mark[book.honest :] = True
        mark[[wrong.row for wrong in book.wrongs]] = True
        mark |= book.entity == DIVISIONS
        here = places[book.entity]
        known = {here[key] for kind, key in names if kind == book.entity and key in here}
        mark[: book.honest] |= np.isin(book.who[: book.honest], list(known))
    _follow(catalog, books, places, marked)
    return {path: np.flatnonzero(mark) for path, mark in marked.items()}


def _places(books: Mapping[str, Book]) -> dict[str, dict[str, int]]:
    """For each kind of entity the place of each right key."""
    places: dict[str, dict[str, int]] = {}
    for book in books.values():
        found = zip(book.keys[: book.honest], book.who[: book.honest].tolist(), strict=True)
        places.setdefault(book.entity, {}).update(found)
    return places


def _follow(
    catalog: Catalog,
    books: Mapping[str, Book],
    places: dict[str, dict[str, int]],
    marked: dict[str, np.ndarray],
) -> None:
    """Marks what marked rows refer to, until nothing more is referred to."""
    done = {path: np.zeros(len(mark), dtype=bool) for path, mark in marked.items()}
    while any((marked[path] & ~done[path]).any() for path in marked):
        for path, book in books.items():
            new = np.flatnonzero(marked[path] & ~done[path])
            done[path][new] = True
            for column, targets in _references(catalog, path):
                for decider, row in _found(
                    catalog, books, places, targets, _values(book, column, new)
                ):
                    marked[decider][row] = True


def _references(catalog: Catalog, path: str) -> list[tuple[str, list[str]]]:
    feed = catalog.feeds[path]
    elements = catalog.entities[feed.entity].elements
    return [
        (feed.delivered(name), elements[name]["refers_to"]["entities"])
        for name in feed.elements
        if "refers_to" in elements[name]
    ]


def _values(book: Book, column: str, rows: np.ndarray) -> set[str]:
    values = {str(value) for value in book.columns[column][rows] if value is not None}
    there = set(rows.tolist())
    values |= {str(w.value) for w in book.wrongs if w.column == column and w.row in there}
    for changes in book.changes.values():
        for at, name, new in changes:
            if name == column:
                values |= {str(new[i]) for i, row in enumerate(at.tolist()) if row in there}
    return values


def _found(
    catalog: Catalog,
    books: Mapping[str, Book],
    places: dict[str, dict[str, int]],
    targets: list[str],
    values: set[str],
) -> Iterator[tuple[str, int]]:
    """The deciders' rows of what the values refer to; all divisions are marked already."""
    for name in targets:
        entity, kind = catalog.entities[name], name.split(".")[1]
        books_ = [book for book in books.values() if book.entity == kind and kind != DIVISIONS]
        for value in values:
            key = key_of(entity.standard, value)
            place = places[kind].get(key) if key else None
            for book in books_:
                row = None if place is None else book.first_rows().get(place)
                if row is not None and book.provider == entity.decider(str(key)):
                    yield book.path, row
