"""Faults that are rows too many: entities twice, one number for two, people and firms unheard of."""

# ruff: noqa: ARG001 (every kind is asked in the same way)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from demo.generator import numbers
from demo.generator.book import Book
from demo.generator.days import NEVER
from demo.generator.faults import slips
from demo.generator.faults.cells import Fit, filled
from demo.generator.faults.firm_kinds import SHOPS, TAX
from demo.generator.faults.land_kinds import SURVEY
from demo.generator.faults.person_kinds import FILES, POLICE, WORK
from demo.generator.faults.plan import Cells, Fault, Planner

Make = Callable[[Planner, Book, int], Cells]
NAMES = {WORK: "name", FILES: "姓名", POLICE: "name"}
RECORDS = {
    WORK: ("insuranceId", "SB9{:09d}"),
    FILES: ("档案编号", "JK9{:08d}"),
    TAX: ("登记序号", "99{:010d}"),
    POLICE: ("person_id", "P9{:08d}"),
}  # each feed's record key, and one that nobody has


@dataclass(frozen=True)
class Added:
    """One kind: a row made beside another, of which the finding names the key."""

    name: str
    path: str
    element: str | None
    kind: str
    make: Make
    fit: Fit | None = None

    @property
    def ghost(self) -> bool:
        """Whether the row is about nobody; else about the same as the other."""
        return self.kind == "unregistered"


def plant(planner: Planner, added: Added) -> None:
    """Adds as many rows as this kind wants."""
    book = planner.books[added.path]
    fit = added.fit(planner, book) if added.fit else None
    for row in planner.victims(added.name, book, fit):
        span = planner.when(book, first_day=added.name.endswith("contradiction"))
        if added.path == SHOPS:  # its table has no sign for a row that was taken out again
            span = (span[0], NEVER)
        values = added.make(planner, book, row)
        extra = book.add(row, values, *span)
        planner.touched[added.path].append(extra)
        wrong = next(iter(values.values()))
        at, key = (extra, str(wrong)) if added.ghost else (row, str(book.keys[row]))
        planner.tell(
            Fault(added.name, book, at, key, added.element, added.kind, wrong, None, *span)
        )


def _fresh(planner: Planner, book: Book) -> Cells:
    column, shape = RECORDS[book.path]
    return {column: shape.format(planner.next())}


def _again(planner: Planner, book: Book, row: int) -> Cells:
    return _fresh(planner, book)


def _other_phone(column: str) -> Make:
    def make(planner: Planner, book: Book, row: int) -> Cells:
        phone = slips.other_phone(planner, str(book.columns[column][row]).strip())
        return {**_fresh(planner, book), column: phone}

    return make


def _other_amount(planner: Planner, book: Book, row: int) -> Cells:
    amount = slips.double(planner, str(book.columns["注册资本"][row]))
    return {**_fresh(planner, book), "注册资本": amount}


def _other_person(planner: Planner, book: Book, row: int) -> Cells:
    column = NAMES[book.path]
    name = slips.other_name(planner, str(book.columns[column][row]).strip())
    return {column: name, **_fresh(planner, book)}


def _stranger(column: str) -> Make:
    def make(planner: Planner, book: Book, row: int) -> Cells:
        name = slips.other_name(planner, "欧阳某")
        number = slips.ghost_number(planner)
        return {column: number, NAMES[book.path]: name, **_fresh(planner, book)}

    return make


def _strange_firm(planner: Planner, book: Book, row: int) -> Cells:
    name = slips.firm_name(planner, str(book.columns["纳税人名称"][row]))
    return {"纳税人识别号": slips.ghost_code(planner), "纳税人名称": name, **_fresh(planner, book)}


def _strange_license(planner: Planner, book: Book, row: int) -> Cells:
    parts = str(book.keys[row]).removeprefix(numbers.LICENSE_PREFIX).split(".")
    parts[2] = f"2099{planner.next():08d}"
    check = numbers.license_checks(["".join(parts[:4])])[0]
    name = slips.firm_name(planner, str(book.columns["company_name"][row]))
    identifier = numbers.LICENSE_PREFIX + ".".join([*parts[:4], check])
    return {"license_id": identifier, "company_name": name}


def _strange_village(planner: Planner, book: Book, row: int) -> Cells:
    at, key = planner.next(), str(book.keys[row])
    return {"统计用区划代码": f"{key[:9]}{700 + at % 200}", "名称": f"新设{at}村", "级别": "村级"}


KINDS = (
    Added(
        "hr_contradiction", WORK, "id_number", "duplicate", _other_phone("mobile"), filled("mobile")
    ),
    Added(
        *("health_contradiction", FILES, "id_number", "duplicate"),
        *(_other_phone("联系电话"), filled("联系电话", "无")),
    ),
    Added("tax_contradiction", TAX, "credit_code", "duplicate", _other_amount, filled("注册资本")),
    Added("hr_twice", WORK, "id_number", "duplicate", _again),
    Added("health_twice", FILES, "id_number", "duplicate", _again),
    Added("tax_twice", TAX, "credit_code", "duplicate", _again),
    Added("hr_number_of_two", WORK, "id_number", "identity", _other_person),
    Added("health_number_of_two", FILES, "id_number", "identity", _other_person),
    Added("police_number_of_two", POLICE, "id_number", "identity", _other_person),
    Added("hr_ghost", WORK, None, "unregistered", _stranger("idNumber")),
    Added("health_ghost", FILES, None, "unregistered", _stranger("公民身份号码")),
    Added("tax_ghost", TAX, None, "unregistered", _strange_firm),
    Added("shops_ghost", SHOPS, None, "unregistered", _strange_license),
    Added("survey_ghost", SURVEY, None, "unregistered", _strange_village),
)
