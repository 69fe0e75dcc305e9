"""Faults that take more than a cell: old numbers, gaps, overlaps, the dead and the closed."""

from __future__ import annotations

import numpy as np

from demo.generator.days import NEVER
from demo.generator.faults.cells import filled, sound
from demo.generator.faults.firm_kinds import FIRMS, TAX
from demo.generator.faults.land_kinds import BUILDINGS, PARCELS, SURVEY, _hex, boxes_of
from demo.generator.faults.person_kinds import FILES, WORK
from demo.generator.faults.plan import Cells, Fault, Planner


def former_numbers(planner: Planner) -> None:
    """Departments that still use a number that was replaced; then all who have one are taken."""
    people = planner.city.people
    has = people.former != None  # noqa: E711
    for path, column in ((WORK, "idNumber"), (FILES, "公民身份号码")):
        book = planner.books[path]
        name = f"{'hr' if path == WORK else 'health'}_former_number"
        for row in planner.victims(name, book, has[book.who]):
            span, old = planner.when(book), str(people.former[book.who[row]])
            planner.spoil(book, row, {column: old}, span)
            key = str(book.keys[row])
            planner.tell(Fault(name, book, row, key, "id_number", "identity", old, key, *span))
    planner.used["person"] |= has
    firms, book = planner.city.organizations, planner.books[TAX]
    old_ones = firms.registered[book.who]
    fit = np.array([value is not None for value in old_ones])
    for row in planner.victims("tax_registration_number", book, fit):
        span, key = planner.when(book), str(book.keys[row])
        planner.spoil(book, row, {"纳税人识别号": old_ones[row]}, span)
        fault = Fault(
            *("tax_registration_number", book, row, key, "credit_code", None),
            *(old_ones[row], key, *span),
        )
        planner.tell(fault)


def gaps(planner: Planner) -> None:
    """Divisions left out of a list that is to hold them all."""
    book = planner.books[SURVEY]
    for row in planner.victims("survey_gap", book, None):
        span = planner.when(book)
        book.hidden.append((row, *span))
        planner.touched[book.path].append(row)
        key = str(book.keys[row])
        planner.tell(Fault("survey_gap", book, row, key, None, "uncovered", None, key, *span))


def the_dead_and_the_closed(planner: Planner) -> None:
    """Firms represented by somebody dead, people employed by somebody closed."""
    city = planner.city
    dead = iter(np.flatnonzero(city.people.died < -120).tolist())
    book, tax = planner.books[FIRMS], planner.books[TAX]
    paid = tax.rows_of(len(city.organizations))
    fit = city.organizations.ended[book.who] == NEVER
    for row in planner.victims("companies_representative_dead", book, fit):
        one = next((at for at in dead if planner.free([("person", at)])), None)
        if one is None:
            break
        planner.take([("person", one)])
        span = (1, planner.when(book, first_day=True)[1])
        name, number = str(city.people.name[one]), str(city.people.number[one])
        cells: Cells = {"representative_id_number": number, "representative_name": name}
        right = book.columns["representative_id_number"][row]
        planner.spoil(book, row, cells, span)
        if paid[book.who[row]] >= 0:
            planner.spoil(tax, int(paid[book.who[row]]), {"法定代表人": name}, span)
        fault = Fault(
            *("companies_representative_dead", book, row, str(book.keys[row]), "representative"),
            *("broken_link", number, right, *span),
        )
        planner.tell(fault)
    _closed(planner)


def _closed(planner: Planner) -> None:
    city, book = planner.city, planner.books[WORK]
    ended = iter(np.flatnonzero(city.organizations.ended < -90).tolist())
    fit, leans_on = filled("employerCode")(planner, book), sound(planner, book, "employerCode")
    for row in planner.victims("hr_employer_closed", book, fit, leans_on=leans_on):
        firm = next((at for at in ended if planner.free([("organization", at)])), None)
        if firm is None:
            break
        planner.take([("organization", firm)])
        span, code = planner.when(book), str(city.organizations.code[firm])
        right = book.columns["employerCode"][row]
        planner.spoil(book, row, {"employerCode": code}, span)
        fault = Fault(
            *("hr_employer_closed", book, row, str(book.keys[row]), "employer", "broken_link"),
            *(code, right, *span),
        )
        planner.tell(fault)


def overlaps(planner: Planner) -> None:
    """Parcels and buildings drawn over their neighbours."""
    land = planner.city.land
    first = np.full(len(land.parcel_codes), -1)
    first[land.unit_parcel[::-1]] = np.arange(len(land.unit_parcel))[::-1]
    east = land.parcel_next[land.unit_parcel]
    single = np.bincount(land.unit_parcel, minlength=len(first))[land.unit_parcel] == 1
    beside = {
        PARCELS: land.parcel_next,
        BUILDINGS: np.where((east >= 0) & single, first[east], -1),
    }
    for path, other in beside.items():
        book = planner.books[path]
        name = f"{book.feed}_overlap"
        boxes = boxes_of(book.columns["geometry"][: book.honest])
        for row in planner.victims(name, book, other >= 0, other):
            box, over = boxes[row].copy(), boxes[other[row]]
            box[2] = over[0] + (over[2] - over[0]) * 0.3
            span, right = planner.when(book), book.columns["geometry"][row]
            wrong = _hex(box)
            planner.spoil(book, row, {"geometry": wrong}, span)
            fault = Fault(
                *(name, book, row, str(book.keys[row]), "shape", "geometry", wrong, right, *span)
            )
            planner.tell(fault, (book.entity, int(other[row])))
