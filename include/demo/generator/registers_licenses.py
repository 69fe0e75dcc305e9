"""What approvals and market regulation hold about licences, and how late each learns of the other's."""

from __future__ import annotations

import numpy as np

from demo.generator.book import Book, Rows, texts
from demo.generator.certificates import BUSINESS_LICENSE, KINDS
from demo.generator.city import City
from demo.generator.days import NEVER, Texts


def books(city: City) -> list[Book]:
    """Every feed that speaks of licences."""
    return [licenses(city), business_licenses(city)]


def _until(city: City, who: Rows, none: str | None) -> Texts:
    until = city.certificates.until[who]
    dates = city.days.iso(np.where(until < NEVER, until, 1))
    return np.where(until < NEVER, dates, none).astype(object)


def holder_names(city: City, who: Rows) -> Texts:
    """The holders' names, before anybody was renamed."""
    held = city.certificates
    return np.where(
        held.organization[who] >= 0,
        city.organizations.name[held.organization[who]],
        city.people.name[held.person[who]],
    ).astype(object)


def holder_codes(city: City, who: Rows) -> Texts:
    """The holders' keys."""
    held = city.certificates
    return np.where(
        held.organization[who] >= 0,
        city.organizations.code[held.organization[who]],
        city.people.number[held.person[who]],
    ).astype(object)


def licenses(city: City) -> Book:
    """Approvals' register of every licence."""
    held, days, rng = city.certificates, city.days, city.random("licenses")
    who = np.arange(len(held))
    book = Book(
        "approvals",
        "licenses",
        "license",
        {
            "license_id": held.identifier.copy(),
            "type": np.array(KINDS, dtype=object)[held.kind],
            "holder_code": holder_codes(city, who),
            "holder_name": holder_names(city, who),
            "issuer_code": city.organizations.code[held.issuer],
            "issued_on": days.iso(held.issued),
            "valid_from": days.iso(held.issued),
            "valid_until": _until(city, who, "长期"),
            "status": np.full(len(who), "00", dtype=object),
            "version": np.full(len(who), "1", dtype=object),
            "deleted": np.full(len(who), "false", dtype=object),
        },
        held.identifier,
        who,
        held.issued,
        stamp="updated_at",
        joint="T",
        ends_by=("deleted", "true"),
        stamped=np.minimum(held.issued, -61),
    )
    _learn(city, book, who, ("04", "07"), rng.integers(0, 4, size=len(who)))
    return book


def _learn(city: City, book: Book, who: Rows, words: tuple[str, str], delay: Rows) -> None:
    """Of firms that end or are renamed, so many days later."""
    held, firms = city.certificates, city.organizations
    over = np.flatnonzero(held.ended[who] < NEVER)
    word = np.where(held.withdrawn[who[over]], words[1], words[0]).astype(object)
    book.learn(over, held.ended[who[over]] + delay[over], "status", word)
    new = np.full(len(firms), None, dtype=object)
    day = np.full(len(firms), NEVER)
    new[firms.renamed.who], day[firms.renamed.who] = firms.renamed.values, firms.renamed.day
    at = np.flatnonzero((held.organization[who] >= 0) & (day[held.organization[who]] < NEVER))
    firm = held.organization[who[at]]
    column = "holder_name" if "holder_name" in book.columns else "company_name"
    book.learn(at, day[firm] + delay[at], column, new[firm])


def business_licenses(city: City) -> Book:
    """Market regulation's own list of business licences."""
    held, days = city.certificates, city.days
    who = np.flatnonzero(held.kind == BUSINESS_LICENSE)
    book = Book(
        "market_regulation",
        "business_licenses",
        "license",
        {
            "license_id": held.identifier[who],
            "credit_code": holder_codes(city, who),
            "company_name": holder_names(city, who),
            "issued_on": days.iso(held.issued[who]),
            "valid_until": _until(city, who, "长期"),
            "status": texts(["有效"] * len(who)),
        },
        held.identifier[who],
        who,
        np.ones(len(who), dtype=np.int64),
        stamp="updated_at",
        stamped=np.minimum(held.issued[who] + 2, -61),
    )
    _learn(city, book, who, ("注销", "吊销"), np.zeros(len(who), dtype=np.int64))
    return book
