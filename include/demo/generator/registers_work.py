"""What human resources holds: who is insured, by which employer, reached how."""

from __future__ import annotations

import numpy as np

from demo.generator import quirks
from demo.generator.book import Book, Rows, texts
from demo.generator.city import City
from demo.generator.days import NEVER, YEAR, Texts

WORKING, RESTING, DEAD = "正常参保", "暂停缴费", "死亡终止"


def insured_persons(city: City) -> Book:
    """The insured, most of them employed."""
    people, rng = city.people, city.random("insured persons")
    age = -people.born / YEAR
    fit = (age > 18) & (people.left == NEVER) & (people.died > -500)
    who = np.flatnonzero(fit & (rng.random(len(people)) < 0.72))
    employer = employers(city, who)
    works = employer >= 0
    phone = people.phone[who]
    phone[rng.random(len(who)) < 0.08] = None
    code = np.where(works, city.organizations.code[employer], None)
    book = Book(
        "human_resources",
        "insured_persons",
        "person",
        {
            "insuranceId": texts([f"SB{at + 1:010d}" for at in who]),
            "idNumber": quirks.numbers_of_old(rng, people.number[who]),
            "name": quirks.spaced(rng, people.name[who]),
            "sex": np.where(people.male[who], "男", "女").astype(object),
            "employerCode": code.astype(object),
            "mobile": phone,
            "status": np.where(works, WORKING, RESTING).astype(object),
            "deleted": np.full(len(who), "false", dtype=object),
        },
        people.number[who],
        who,
        _appears(city, who),
        stamp="updatedAt",
        joint="T",
        ends_by=("deleted", "true"),
        stamped=-rng.integers(61, 2500, size=len(who)),
    )
    book.stamped = np.where(people.arrived[who] > -60, people.arrived[who] - 4, book.stamped)
    _learn(city, book, employer)
    return book


def employers(city: City, who: Rows) -> Rows:
    """Whom each works for: an organisation that has not ended, or -1."""
    rng, organizations = city.random("employers"), city.organizations
    there = np.flatnonzero(organizations.ended > 1 - 60)
    weight = rng.pareto(1.5, size=len(there)) + 0.2
    employer = rng.choice(there, size=len(who), p=weight / weight.sum())
    age = -city.people.born[who] / YEAR
    resting = (age > 60) | (rng.random(len(who)) < 0.12)
    return np.where(resting, -1, employer)


def _appears(city: City, who: Rows) -> Rows:
    rng, arrived = city.random("insured since"), city.people.arrived[who]
    late = arrived + rng.integers(-4, 6, size=len(who))
    return np.where(arrived > 1, np.maximum(late, 1), 1)


def _learn(city: City, book: Book, employer: Rows) -> None:
    people, rng = city.people, city.random("insured delays")
    row = book.rows_of(len(people))
    dead = np.flatnonzero((people.died < NEVER) & (row >= 0))
    known = people.died[dead] + rng.integers(1, 16, size=len(dead))
    book.learn(row[dead], known, "status", np.full(len(dead), DEAD, dtype=object))
    renamed = people.renamed
    held = row[renamed.who] >= 0
    delay = rng.integers(0, 5, size=len(renamed.who))
    book.learn(row[renamed.who][held], (renamed.day + delay)[held], "name", renamed.values[held])
    _closed(city, book, employer)
    _new_jobs(city, book, employer)


def _closed(city: City, book: Book, employer: Rows) -> None:
    """Who works for an organisation that ends is told apart from it within days."""
    rng, ended = city.random("closed"), city.organizations.ended
    at = np.flatnonzero((employer >= 0) & (ended[employer] < NEVER))
    day = ended[employer[at]] + rng.integers(1, 20, size=len(at))
    book.learn(at, day, "employerCode", np.full(len(at), None, dtype=object))
    alive = city.people.died[book.who[at]] == NEVER
    book.learn(at[alive], day[alive], "status", np.full(int(alive.sum()), RESTING, dtype=object))
    city.people.eventful[book.who[at]] = True


def _new_jobs(city: City, book: Book, employer: Rows) -> None:
    rng, people = city.random("new jobs"), city.people
    calm = ~people.eventful[book.who] & (people.died[book.who] == NEVER) & (employer >= 0)
    calm &= people.former[book.who] == None  # noqa: E711
    pool = np.flatnonzero(calm)
    taken = np.sort(rng.choice(pool, min(len(pool), max(1, len(book.who) // 400)), replace=False))
    open_ = np.flatnonzero(city.organizations.ended == NEVER)
    new: Texts = city.organizations.code[rng.choice(open_, len(taken))]
    day = rng.integers(-10, city.days.last + 1, size=len(taken))
    book.learn(taken, day, "employerCode", new)
    people.eventful[book.who[taken]] = True
