"""Kinds of faults in what departments hold about organisations and their licences."""

# ruff: noqa: ARG005, E501 (one kind a line, and each is asked in the same way)

from __future__ import annotations

import numpy as np

from demo.generator.book import Book
from demo.generator.days import NEVER
from demo.generator.faults import slips
from demo.generator.faults.cells import (
    Cell,
    Fit,
    altered,
    filled,
    held_by,
    key_altered,
    lacking,
    put,
)
from demo.generator.faults.plan import Cells, Flags, Planner
from demo.generator.organizations import BRANCH, credit_codes

FIRMS, TAX = "market_regulation/companies", "taxation/taxpayers"
OFFICES, SOCIAL = "staffing_office/institutions", "civil_affairs/social_organizations"
LICENSES, SHOPS = "approvals/licenses", "market_regulation/business_licenses"
WORK = "human_resources/insured_persons"


def branch(planner: Planner, book: Book) -> Flags:
    """Branches of another firm."""
    flags: Flags = planner.city.organizations.kind[book.who] == BRANCH
    return flags


def _open(planner: Planner, book: Book) -> Flags:
    flags: Flags = planner.city.organizations.ended[book.who] == NEVER
    return flags


def alone(planner: Planner, book: Book) -> Flags:
    """Open firms that nobody works for and no branch belongs to, which pay taxes."""
    firms = planner.city.organizations
    code = set(planner.books[WORK].columns["employerCode"])
    code |= {
        value for held in planner.books[WORK].changes.values() for at in held for value in at[2]
    }
    parent = np.zeros(len(firms), dtype=bool)
    parent[firms.parent[firms.parent >= 0]] = True
    free = np.array([key not in code for key in book.keys]) & ~parent[book.who]
    flags: Flags = free & _open(planner, book) & held_by(TAX)(planner, book)
    return flags


def _other_code(_: Planner, code: str) -> str:
    return credit_codes([code[:8]], ["MAX" + code[11:16]])[0]


def of_business(planner: Planner, book: Book) -> Flags:
    """Licences that market regulation speaks of as well."""
    return held_by(SHOPS)(planner, book)


def _still_open(planner: Planner, book: Book) -> Flags:
    flags: Flags = planner.city.certificates.ended[book.who] == NEVER
    return flags


def _both(one: Fit, other: Fit) -> Fit:
    return lambda planner, book: one(planner, book) & other(planner, book)


def _other_firm(planner: Planner, book: Book, row: int) -> Cells:
    """Another firm, to which nothing happens."""
    holder = planner.city.certificates.organization[book.who[row]]
    firms = planner.city.organizations
    for at in planner.random.permutation(np.flatnonzero(firms.firm & (firms.ended == NEVER))):
        if at != holder and planner.free([("organization", int(at))]):
            planner.take([("organization", int(at))])
            return {"credit_code": str(firms.code[at])}
    return {"credit_code": slips.ghost_code(planner)}


def _holder(planner: Planner, book: Book, row: int) -> Cells:
    code = book.columns["holder_code"][row]
    ghost = slips.ghost_code(planner) if str(code)[8].isalpha() else slips.ghost_number(planner)
    return {"holder_code": ghost}


def _ghost(column: str, number: bool = False):  # type: ignore[no-untyped-def]
    make = slips.ghost_number if number else slips.ghost_code
    return lambda planner, book, row: {column: make(planner)}


KINDS = (
    # of those there are few
    Cell("institutions_code_mistyped", OFFICES, "credit_code", "invalid", key_altered("统一社会信用代码", slips.mistyped_credit)),
    Cell("institutions_capital_malformed", OFFICES, "capital", "invalid", put("开办资金", "约五十万")),
    Cell("social_status_unlisted", SOCIAL, "status", "invalid", put("status", "停办")),
    Cell("social_representative_unknown", SOCIAL, "representative", "broken_link", _ghost("representative_id_number", True)),
    Cell("companies_parent_unknown", FIRMS, "parent", "broken_link", _ghost("parent_credit_code"), branch, refers="parent_credit_code"),
    Cell("companies_code_of_nobody", FIRMS, "credit_code", "unregistered", key_altered("credit_code", _other_code), alone, first_day=True),
    # taxation
    Cell("tax_code_mistyped_outside", TAX, "credit_code", "invalid", key_altered("纳税人识别号", slips.mistyped_outside)),
    Cell("tax_code_mistyped_inside", TAX, "credit_code", "invalid", key_altered("纳税人识别号", slips.mistyped_inside)),
    Cell("tax_representative_missing", TAX, "representative_name", "invalid", put("法定代表人", None)),
    Cell("tax_status_unlisted", TAX, "status", "invalid", put("状态", "99")),
    Cell("tax_date_malformed", TAX, "established_on", "invalid", put("登记日期", "20191345")),
    Cell("tax_name", TAX, "name", "conflict", altered("纳税人名称", slips.firm_name)),
    Cell("tax_representative_name", TAX, "representative_name", "conflict", altered("法定代表人", slips.other_name)),
    Cell("tax_capital", TAX, "capital", "conflict", altered("注册资本", slips.double), filled("注册资本")),
    Cell("tax_organization_code", TAX, "credit_code", None, key_altered("纳税人识别号", lambda p, code: code[8:17])),
    # market regulation
    Cell("companies_code_mistyped", FIRMS, "credit_code", "invalid", key_altered("credit_code", slips.mistyped_credit)),
    Cell("companies_address_missing", FIRMS, "address", "invalid", put("address", None)),
    Cell("companies_date_malformed", FIRMS, "established_on", "invalid", altered("established_on", slips.impossible_date)),
    Cell("companies_type_unlisted", FIRMS, "kind", "invalid", put("entity_type", "9999")),
    Cell("companies_name", FIRMS, "name", "conflict", altered("name", slips.firm_name), _both(held_by(TAX), _open)),
    Cell("companies_representative_unknown", FIRMS, "representative", "broken_link", _ghost("representative_id_number", True)),
    Cell("companies_date_unseen", FIRMS, "established_on", None, put("established_on", "2014-04-14")),
    # licences
    Cell("licenses_identifier_mistyped", LICENSES, "license_id", "invalid", key_altered("license_id", slips.license_mistyped), lasting=True),
    Cell("licenses_kind_unlisted", LICENSES, "kind", "invalid", put("type", "unknown_license")),
    Cell("licenses_date_malformed", LICENSES, "issued_on", "invalid", altered("issued_on", slips.impossible_date)),
    Cell("licenses_holder_unknown", LICENSES, "holder", "broken_link", _holder, lacking(of_business)),
    Cell("licenses_issuer_unknown", LICENSES, "issuer", "broken_link", lambda p, b, r: {"issuer_code": slips.ghost_code(p, "11980100")}),
    Cell("licenses_valid_until", LICENSES, "valid_until", "conflict", altered("valid_until", slips.later_year), _both(of_business, filled("valid_until", "长期"))),
    Cell("licenses_holder_name_unseen", LICENSES, "holder_name", None, altered("holder_name", slips.other_name), lacking(of_business)),
    Cell("shops_identifier_mistyped", SHOPS, "license_id", "invalid", key_altered("license_id", slips.license_mistyped), lasting=True),
    Cell("shops_holder", SHOPS, "holder", "conflict", _other_firm),
    Cell("shops_holder_name", SHOPS, "holder_name", "conflict", altered("company_name", slips.firm_name)),
    Cell("shops_valid_until", SHOPS, "valid_until", "conflict", altered("valid_until", slips.later_year), filled("valid_until", "长期")),
    Cell("shops_status", SHOPS, "status", "conflict", put("status", "吊销"), _still_open),
)  # fmt: skip
