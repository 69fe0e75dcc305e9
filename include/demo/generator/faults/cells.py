"""Faults that are one row's cells: what is written instead of what is right.

Each kind has a name, a feed, the element the finding is about and the finding's kind.
"""

# ruff: noqa: ARG001, ARG005 (every kind is asked in the same way)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from demo.generator.book import Book
from demo.generator.days import NEVER
from demo.generator.faults.plan import Cells, Fault, Flags, Planner

KEYS = {
    "public_security/persons": "id_number",
    "civil_affairs/marriages": "id_number",
    "human_resources/insured_persons": "idNumber",
    "health/contacts": "公民身份号码",
    "health/deaths": "公民身份号码",
    "health/births": "新生儿公民身份号码",
    "market_regulation/companies": "credit_code",
    "staffing_office/institutions": "统一社会信用代码",
    "taxation/taxpayers": "纳税人识别号",
    "approvals/licenses": "license_id",
    "market_regulation/business_licenses": "license_id",
    "natural_resources/parcels": "ZDDM",
    "natural_resources/buildings": "BDCDYH",
    "natural_resources/addresses": "DZDM",
}  # the column that holds the entity's key
Spoil = Callable[[Planner, Book, int], Cells]
Fit = Callable[[Planner, Book], Flags]


@dataclass(frozen=True)
class Cell:
    """One kind of fault in cells of a row."""

    name: str
    path: str
    element: str
    kind: str | None
    spoil: Spoil
    fit: Fit | None = None
    first_day: bool = False  # not later: it changes who is who
    lasting: bool = False  # from the first day for good: the record is known by what is wrong
    refers: str | None = (
        None  # the column whose right value must be sound: the code of an organisation
    )


def plant(planner: Planner, cell: Cell) -> None:
    """Spoils as many rows as this kind wants."""
    book = planner.books[cell.path]
    fit = cell.fit(planner, book) if cell.fit else None
    leans_on = sound(planner, book, cell.refers) if cell.refers else None
    for row in planner.victims(cell.name, book, fit, leans_on=leans_on):
        wrong = cell.spoil(planner, book, row)
        span = (1, NEVER) if cell.lasting else planner.when(book, cell.first_day)
        planner.spoil(book, row, wrong, span)
        column, value = next(iter(wrong.items()))
        right = book.columns[column][row]
        fault = Fault(
            *(
                cell.name,
                book,
                row,
                str(book.keys[row]),
                cell.element,
                cell.kind,
                value,
                right,
                *span,
            )
        )
        fault.spoils_key = column == KEYS.get(book.path)
        planner.tell(fault)


def sound(planner: Planner, book: Book, column: str) -> Callable[[int], bool]:
    """Asks whether the organisation a row names in that column is sound."""
    place = {code: at for at, code in enumerate(planner.city.organizations.code)}
    return lambda row: planner.sound("organization", place[book.columns[column][row]])


def put(column: str, value: str | None) -> Spoil:
    """Always the same wrong value."""
    return lambda planner, book, row: {column: value}


def altered(column: str, change: Callable[[Planner, str], str | None]) -> Spoil:
    """The right value, changed."""
    return lambda planner, book, row: {
        column: change(planner, str(book.columns[column][row]).strip())
    }


def key_altered(column: str, change: Callable[[Planner, str], str | None]) -> Spoil:
    """The entity's right key, changed."""
    return lambda planner, book, row: {column: change(planner, str(book.keys[row]))}


def filled(column: str, without: str | None = None) -> Fit:
    """Rows that have a value there."""

    def fit(planner: Planner, book: Book) -> Flags:
        values = book.columns[column]
        return np.array([value is not None and value.strip() != without for value in values])

    return fit


def held_by(path: str) -> Fit:
    """Rows whose entity another feed speaks of as well."""

    def fit(planner: Planner, book: Book) -> Flags:
        known = np.zeros(int(max(book.who.max(), planner.books[path].who.max())) + 1, dtype=bool)
        known[planner.books[path].who] = True
        return known[book.who]

    return fit


def either(one: Fit, other: Fit) -> Fit:
    """Rows that fit the one or the other."""
    return lambda planner, book: one(planner, book) | other(planner, book)


def both(one: Fit, other: Fit) -> Fit:
    """Rows that fit the one and the other."""
    return lambda planner, book: one(planner, book) & other(planner, book)


def lacking(fit: Fit) -> Fit:
    """Rows that do not fit."""
    return lambda planner, book: ~fit(planner, book)
