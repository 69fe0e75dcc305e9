"""The bureau rules on rows of a case: whoever asks, a page, a task or the command line, comes here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Catalog
from onesource.discrepancy import rulings
from onesource.discrepancy.case import Case
from onesource.discrepancy.raising import Office
from onesource.discrepancy.rulings import Ruling
from onesource.errors import Refused
from onesource.mastering.rulings import of_library
from onesource.pipeline.round import office_of
from onesource.store.base import Base
from onesource.store.sql import statement

NUMBER = re.compile(r"[0-9a-f]{16}|[0-9a-f]{32}")
LONGEST = 500  # characters of a text that is ruled
LARGEST = 2**63  # of whole numbers, in a library
MILLIONTH, WIDE = Decimal("0.000001"), Context(prec=38)  # of decimals, in a library


@dataclass(frozen=True)
class Asked:
    """A ruling as a person writes it. values: a row's number, as reports give it → the value.

    mends: who was chosen to mend what is not ruled on, where that was asked too.
    """

    values: Mapping[str, str]
    reason: str
    made_by: str
    until: date | None = None
    mends: str | None = None


def rule(base: Base, case_id: str, asked: Asked) -> Case:
    """Rules on rows of a case that is before the bureau; how the case stands then.

    Raises NotOpen where it is not, Refused where a row is not of it or a value is not one of
    its element; then nothing is written.
    """
    office = office_of(base, Catalog.readable())
    with base.transaction() as connection:
        return within(connection, office, case_id, asked)


def within(connection: sa.Connection, office: Office, case_id: str, asked: Asked) -> Case:
    """As `rule`, in the caller's transaction."""
    values = _meant(connection, Catalog.readable(), case_id, asked.values)
    ruling = Ruling(values, asked.reason, asked.made_by, asked.until, asked.mends)
    return rulings.rule(connection, office.now, case_id, ruling).case


def written(text: str) -> dict[str, str]:
    """Rulings as a person writes them, `<row>=<value>` a line. Raises Refused for a line that is not."""
    told: dict[str, str] = {}
    for line in filter(str.strip, text.replace("＝", "=").splitlines()):
        number, _, value = line.partition("=")
        if not value.strip() or number.strip() in told:
            raise Refused(f"{line.strip()!r} is no ruling: write <row>=<value>, each row once")
        told[number.strip()] = value.strip()
    return told


def waiting(base: Base) -> list[str]:
    """The libraries whose rulings of today are not what their builds in force bear."""
    libraries = Catalog.readable().libraries.values()
    return [
        library.name
        for library in libraries
        if any(one.shifted for one in of_library(base, library, clock.today()))
    ]


def _meant(
    connection: sa.Connection, catalog: Catalog, case_id: str, values: Mapping[str, str]
) -> dict[str, str]:
    numbers = {re.sub(r"[\s-]", "", number).lower(): value for number, value in values.items()}
    for number in numbers:
        if not NUMBER.fullmatch(number):
            raise Refused(f"{number} is no number of a row: 16 digits, as the report gives them")
    asked = {"case_id": case_id, "numbers": list(numbers)}
    rows = connection.execute(sa.text(statement("base/discrepancy/meant")), asked).all()
    found = {row.number: row for row in rows}
    if len(found) < len(rows):
        raise Refused("a row's 16 digits are those of several rows here; give all 32 of its id")
    for number in numbers:
        if number not in found:
            raise Refused(f"row {number} is not among the open rows of this case")
    return {
        found[number].finding_id: spelt(catalog, found[number], value)
        for number, value in numbers.items()
    }


def spelt(catalog: Catalog, row: Any, value: str) -> str:
    """A value as the library has it; row: a finding's library, entity and element.

    Raises Refused where the element cannot have it.
    """
    element = catalog.library(row.library).entities[row.entity].elements[row.element]
    told = value.strip()
    where = f"{row.library}.{row.entity}.{row.element}"
    if not told or len(told) > LONGEST:
        raise Refused(f"the value for {where} is of 1 to {LONGEST} characters")
    try:
        if element.type == "date":
            return date.fromisoformat(told).isoformat()
        if element.type == "integer":
            return str(_within(int(told)))
        if element.type == "decimal":
            return f"{_finite(Decimal(told)).quantize(MILLIONTH, context=WIDE):f}"
    except (ValueError, OverflowError, InvalidOperation) as error:
        raise Refused(f"{told} is no {element.type}, as {where} is") from error
    if element.type == "geometry":
        raise Refused(f"{where} is a shape; what is wrong with it is mended at its source")
    codes = _codes(catalog, row) if element.type == "code" else None
    if codes and told not in codes:
        raise Refused(f"{told} is no code of {where}; known: {', '.join(sorted(codes)[:20])}")
    return told


def _within(number: int) -> int:
    if not -LARGEST <= number < LARGEST:
        raise ValueError("larger than a library holds")
    return number


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise ValueError("no number")
    return number


def _codes(catalog: Catalog, row: Any) -> set[str]:
    """The codes an element may have, by the feeds that supply it; none where no list is declared."""
    lists = {
        feed.contract.columns[row.element].code_list
        for feed in catalog.suppliers(row.library)
        if feed.supplies.entity == row.entity and row.element in feed.supplies.elements
    }
    return {code for name in lists if name for code in catalog.codes[name]}
