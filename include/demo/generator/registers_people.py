"""What police, civil affairs and health hold about people, and how late they learn of things.

Delays stay within the graces agreed for each element, so that nobody is at fault for them.
"""

from __future__ import annotations

import numpy as np

from demo.generator import quirks
from demo.generator.book import Book, Rows, texts
from demo.generator.city import City
from demo.generator.days import NEVER, Texts
from demo.generator.people import DIVORCED, MARRIED, WIDOWED, Event
from demo.generator.registers_work import insured_persons

POLICE_MARITAL = np.array(["10", "20", "30", "40"], dtype=object)
CIVIL_MARITAL = np.array([None, "已婚", "丧偶", "离婚"], dtype=object)


def books(city: City) -> list[Book]:
    """Every feed that speaks of people."""
    police = persons(city)
    return [
        police,
        marriages(city),
        insured_persons(city),
        births(city),
        deaths(city),
        contacts(city),
    ]


def old_days(city: City, what: str, size: int) -> Rows:
    """Days long before the first on which rows were last touched."""
    return -city.random(what).integers(61, 4000, size=size)


def told(book: Book, event: Event, delay: Rows, column: str, values: Texts) -> None:
    """Lets a department learn of an event, for those of whom it holds a row."""
    row = book.rows_of(int(max(book.who.max(initial=0), event.who.max(initial=0))) + 1)
    at = row[event.who]
    known = at >= 0
    book.learn(at[known], (event.day + delay)[known], column, values[known])


def persons(city: City) -> Book:
    """The police's register of residents."""
    people, days, rng = city.people, city.days, city.random("persons")
    size, everyone = len(people), np.arange(len(people))
    stamped = np.maximum(old_days(city, "persons stamps", size), people.born + 1)
    stamped = np.where(people.arrived > -NEVER, np.maximum(stamped, people.arrived), stamped)
    address = people.address
    book = Book(
        "public_security",
        "persons",
        "person",
        {
            "person_id": texts([f"P{at:09d}" for at in everyone + 100_000]),
            "id_number": quirks.codes(rng, people.number),
            "former_id_number": people.former.copy(),
            "name": quirks.trailing(rng, people.name),
            "sex": np.where(people.male, "1", "2").astype(object),
            "birth_date": days.iso(people.born),
            "ethnicity": people.ethnicity.copy(),
            "marital_status": POLICE_MARITAL[people.marital],
            "address": city.land.address_texts[address],
            "village_code": village_of(city, address),
            "status": np.full(size, "1", dtype=object),
            "deleted": np.full(size, "0", dtype=object),
        },
        people.number,
        everyone,
        people.arrived,
        stamp="updated_at",
        ends_by=("deleted", "1"),
        stamped=stamped,
    )
    book.leaves = people.left.copy()
    _police_learn(city, book)
    return book


def village_of(city: City, address: Rows) -> Texts:
    """The village each address lies in."""
    return texts([code[:12] for code in city.land.address_codes[address]])


def _police_learn(city: City, book: Book) -> None:
    people, rng = city.people, city.random("police delays")
    dead = np.flatnonzero(people.died < NEVER)
    death = Event(dead, people.died[dead], texts(["2"] * len(dead)))
    told(book, death, rng.integers(2, 16, size=len(dead)), "status", death.values)
    for event, to in ((people.marriages, 1), (people.widowed, 2), (people.divorces, 3)):
        delay = rng.integers(1, 20, size=len(event.who))
        if to == MARRIED:
            delay = _together(delay)
        told(book, event, delay, "marital_status", np.full(len(delay), POLICE_MARITAL[to]))
    none = np.zeros(len(people.moved.who), dtype=np.int64)
    moved = people.moved.values.astype(np.int64)
    told(book, people.moved, none, "address", city.land.address_texts[moved])
    told(book, people.moved, none, "village_code", village_of(city, moved))
    still = np.zeros(len(people.renamed.who), dtype=np.int64)
    told(book, people.renamed, still, "name", people.renamed.values)


def _together(delay: Rows) -> Rows:
    half = len(delay) // 2
    return np.tile(delay[:half], 2)


def marriages(city: City) -> Book:
    """Civil affairs' last marriage registration of each person."""
    people, days, rng = city.people, city.days, city.random("marriages")
    newly = np.full(len(people), NEVER)
    newly[people.marriages.who] = people.marriages.day
    who = np.flatnonzero((people.registered < NEVER) | (newly < NEVER))
    marital = np.where(newly[who] < NEVER, MARRIED, people.marital[who])
    since = np.minimum(people.registered[who], newly[who])
    spouse = np.where(marital == MARRIED, people.number[people.spouse[who]], "无")
    book = Book(
        "civil_affairs",
        "marriages",
        "person",
        {
            "record_id": texts([f"HY{at + 1:09d}" for at in who]),
            "id_number": quirks.codes(rng, people.number[who]),
            "name": quirks.spaced(rng, people.name[who]),
            "status": CIVIL_MARITAL[marital],
            "spouse_id_number": spouse.astype(object),
            "registered_on": days.iso(since),
        },
        people.number[who],
        who,
        np.where(newly[who] < NEVER, newly[who], 1),
    )
    _civil_learn(city, book)
    return book


def _civil_learn(city: City, book: Book) -> None:
    people, rng = city.people, city.random("civil delays")
    for event, to in ((people.widowed, WIDOWED), (people.divorces, DIVORCED)):
        none = np.zeros(len(event.who), dtype=np.int64)
        told(book, event, none, "status", np.full(len(none), CIVIL_MARITAL[to]))
        told(book, event, none, "spouse_id_number", np.full(len(none), "无", dtype=object))
        told(book, event, none, "registered_on", city.days.iso(event.day))
    delay = rng.integers(0, 5, size=len(people.renamed.who))
    told(book, people.renamed, delay, "name", people.renamed.values)


def births(city: City) -> Book:
    """Health's birth certificates of the last year and the days told."""
    people, days, rng = city.people, city.days, city.random("births")
    who = np.flatnonzero(people.born > -365)
    issued = people.born[who] + rng.integers(0, 4, size=len(who))
    return Book(
        "health",
        "births",
        "person",
        {
            "出生证编号": texts([f"W{at + 980_000_000:09d}" for at in range(len(who))]),
            "新生儿公民身份号码": people.number[who],
            "新生儿姓名": people.name[who],
            "性别": np.where(people.male[who], "男", "女").astype(object),
            "出生日期": days.spelled(people.born[who], rng.choice([0, 1, 3], size=len(who))),
            "签发日期": days.iso(issued),
        },
        people.number[who],
        who,
        issued,
    )


def deaths(city: City) -> Book:
    """Health's death certificates of the last two years and the days told."""
    people, days, rng = city.people, city.days, city.random("deaths")
    who = np.flatnonzero(people.died < NEVER)
    issued = people.died[who] + rng.integers(0, 3, size=len(who))
    return Book(
        "health",
        "deaths",
        "person",
        {
            "死亡证编号": texts([f"9801{at + 1:08d}" for at in range(len(who))]),
            "公民身份号码": people.number[who],
            "姓名": people.name[who],
            "死亡日期": days.spelled(people.died[who], rng.choice([0, 1, 2], size=len(who))),
            "签发日期": days.iso(issued),
        },
        people.number[who],
        who,
        issued,
    )


def contacts(city: City) -> Book:
    """Health's files: how residents are reached."""
    people, rng = city.people, city.random("contacts")
    fit = (people.arrived < -300) & (people.left == NEVER) & (people.died > -10)
    who = np.flatnonzero(fit & (rng.random(len(people)) < 0.75))
    name = quirks.spaced(rng, people.name[who])
    phone = people.phone[who]
    phone[rng.random(len(who)) < 0.12] = "无"
    book = Book(
        "health",
        "contacts",
        "person",
        {
            "档案编号": texts([f"JK{at + 1:09d}" for at in who]),
            "公民身份号码": quirks.numbers_of_old(rng, people.number[who]),
            "姓名": name,
            "性别": np.where(people.male[who], "男", "女").astype(object),
            "联系电话": quirks.trailing(rng, phone),
        },
        people.number[who],
        who,
        np.ones(len(who), dtype=np.int64),
    )
    delay = rng.integers(0, 5, size=len(people.renamed.who))
    told(book, people.renamed, delay, "姓名", people.renamed.values)
    return book
