"""Kinds of faults in what departments hold about people."""

# ruff: noqa: ARG001, ARG005, E501 (one kind a line, and each is asked in the same way)

from __future__ import annotations

import numpy as np

from demo.generator.book import Book
from demo.generator.days import NEVER
from demo.generator.faults import slips
from demo.generator.faults.cells import (
    Cell,
    Fit,
    altered,
    both,
    either,
    filled,
    held_by,
    key_altered,
    lacking,
    put,
)
from demo.generator.faults.plan import Cells, Flags, Planner

POLICE, CIVIL = "public_security/persons", "civil_affairs/marriages"
WORK, FILES = "human_resources/insured_persons", "health/contacts"
BIRTHS, DEATHS = "health/births", "health/deaths"
NUMBER, BORN = "新生儿公民身份号码", "出生日期"
ANYWHERE: Fit = either(held_by(WORK), held_by(FILES))


def in_digits(planner: Planner, book: Book) -> Flags:
    """Whose number is all digits: a spreadsheet takes only those for a quantity."""
    return np.array([key[-1] != "X" for key in book.keys])


def alive(planner: Planner, book: Book) -> Flags:
    """Who has not died."""
    flags: Flags = planner.city.people.died[book.who] == NEVER
    return flags


def _life(planner: Planner, book: Book, row: int) -> Cells:
    died = planner.city.people.died[book.who[row]]
    return {"status": "死亡终止" if died == NEVER else "正常参保"}


def long_decided(planner: Planner, book: Book) -> Flags:
    """Alive, or dead for so long that everybody has heard."""
    died = planner.city.people.died[book.who]
    return (died == NEVER) | (died < -120)


def _marital(planner: Planner, book: Book, row: int) -> Cells:
    return {"marital_status": "40" if book.columns["marital_status"][row] != "40" else "20"}


def _birth(planner: Planner, book: Book, row: int) -> Cells:
    day = str(book.columns["birth_date"][row])
    return {"birth_date": f"{day[:8]}{'11' if day[8:] != '11' else '12'}"}


def _married(planner: Planner, book: Book) -> Flags:
    return np.array([status == "已婚" for status in book.columns["status"]])


def _ghost(column: str):  # type: ignore[no-untyped-def]
    return lambda planner, book, row: {column: slips.ghost_number(planner)}


KINDS = (
    # of those there are few
    Cell("births_date_malformed", BIRTHS, "birth_date", "invalid", altered(BORN, slips.impossible_date)),
    Cell("births_number_mistyped", BIRTHS, "id_number", "invalid", key_altered(NUMBER, slips.mistyped_number)),
    Cell("births_name", BIRTHS, "name", "conflict", altered("新生儿姓名", slips.other_name)),
    Cell("deaths_date_malformed", DEATHS, "death_date", "invalid", altered("死亡日期", slips.impossible_date)),
    Cell("deaths_number_mistyped", DEATHS, "id_number", "invalid", key_altered("公民身份号码", slips.mistyped_number)),
    # human resources
    Cell("hr_number_mistyped", WORK, "id_number", "invalid", key_altered("idNumber", slips.mistyped_number)),
    Cell("hr_number_spreadsheet", WORK, "id_number", "invalid", key_altered("idNumber", slips.spreadsheet_number), in_digits),
    Cell("hr_phone_malformed", WORK, "phone", "invalid", altered("mobile", slips.bad_phone), filled("mobile")),
    Cell("hr_sex_unlisted", WORK, "sex", "invalid", put("sex", "未说明")),
    Cell("hr_name_missing", WORK, "name", "invalid", put("name", None)),
    Cell("hr_name", WORK, "name", "conflict", altered("name", slips.other_name)),
    Cell("hr_sex", WORK, "sex", "conflict", altered("sex", slips.other_sex)),
    Cell("hr_life_status", WORK, "life_status", "conflict", _life, long_decided),
    Cell("hr_employer_unknown", WORK, "employer", "broken_link", lambda p, b, r: {"employerCode": slips.ghost_code(p)}, filled("employerCode"), refers="employerCode"),
    Cell("hr_phone_unseen", WORK, "phone", None, altered("mobile", slips.other_phone), both(filled("mobile"), lacking(held_by(FILES)))),
    # health
    Cell("health_number_mistyped", FILES, "id_number", "invalid", key_altered("公民身份号码", slips.mistyped_number)),
    Cell("health_number_spreadsheet", FILES, "id_number", "invalid", key_altered("公民身份号码", slips.spreadsheet_number), in_digits),
    Cell("health_phone_malformed", FILES, "phone", "invalid", altered("联系电话", slips.bad_phone), filled("联系电话", "无")),
    Cell("health_name", FILES, "name", "conflict", altered("姓名", slips.other_name)),
    Cell("health_sex", FILES, "sex", "conflict", altered("性别", slips.other_sex)),
    # civil affairs
    Cell("marriages_number_mistyped", CIVIL, "id_number", "invalid", key_altered("id_number", slips.mistyped_number)),
    Cell("marriages_name", CIVIL, "name", "conflict", altered("name", slips.other_name)),
    Cell("marriages_name_missing", CIVIL, "name", "invalid", put("name", "无")),
    Cell("marriages_date_malformed", CIVIL, "registered_on", "invalid", altered("registered_on", slips.impossible_date)),
    Cell("marriages_status_unlisted", CIVIL, "marital_status", "invalid", put("status", "再婚")),
    Cell("marriages_spouse_unknown", CIVIL, "spouse", "broken_link", _ghost("spouse_id_number"), _married),
    # the police, whose word stands: others then look wrong, or wait
    Cell("police_number_mistyped", POLICE, "id_number", "invalid", key_altered("id_number", slips.mistyped_number)),
    Cell("police_number_of_nobody", POLICE, "id_number", "unregistered", key_altered("id_number", slips.other_number), both(ANYWHERE, alive), first_day=True),
    Cell("police_ethnicity_unlisted", POLICE, "ethnicity", "invalid", put("ethnicity", "97")),
    Cell("police_address_missing", POLICE, "registered_address", "invalid", put("address", None)),
    Cell("police_date_malformed", POLICE, "birth_date", "invalid", altered("birth_date", slips.impossible_date)),
    Cell("police_birth_date", POLICE, "birth_date", "invalid", _birth),
    Cell("police_sex", POLICE, "sex", "invalid", altered("sex", slips.other_sex)),
    Cell("police_name", POLICE, "name", "conflict", altered("name", slips.other_name), ANYWHERE),
    Cell("police_marital_status", POLICE, "marital_status", "conflict", _marital, held_by(CIVIL)),
    Cell("police_division_unknown", POLICE, "registered_division", "broken_link", altered("village_code", slips.unknown_village)),
    Cell("police_address_unseen", POLICE, "registered_address", None, altered("address", lambda p, text: text + "附1号")),
)  # fmt: skip
