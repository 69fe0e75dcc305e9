"""Who lives in the city: households, numbers, marriages, births, deaths, and what happens to them.

Every person has at most one thing happen in the days that are told; `eventful` marks
them, so that faults are put where nothing else moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from demo.generator import names, numbers
from demo.generator.days import NEVER, YEAR, Days, Texts

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
HEAD, SPOUSE, CHILD = 0, 1, 2
UNMARRIED, MARRIED, WIDOWED, DIVORCED = 0, 1, 2, 3


@dataclass
class Event:
    """What happens to people, and when: a new value for each."""

    who: Ints
    day: Ints
    values: Texts


@dataclass
class People:
    """Every person there ever is while the city is told, and what happens."""

    number: Texts
    former: Texts  # an earlier number, or None
    name: Texts
    male: Flags
    born: Ints
    role: Ints
    household: Ints
    address: Ints  # a place among the addresses
    spouse: Ints  # or -1
    marital: Ints  # before the events
    registered: Ints  # the day of the marriage's last registration; NEVER where none
    ethnicity: Texts
    phone: Texts
    died: Ints
    arrived: Ints  # the day the police knows them
    left: Ints
    eventful: Flags
    renamed: Event
    moved: Event
    marriages: Event  # values: the spouse's place, as text
    divorces: Event
    widowed: Event

    def __len__(self) -> int:
        return len(self.number)


def live(rng: Generator, days: Days, count: int, addresses: int) -> People:
    """The city's people."""
    household, role, born = _households(rng, days, count)
    male = _sexes(rng, household, role)
    spouse = _spouses(household, role)
    surname = names.surnames(rng, count)
    child, head = np.flatnonzero(role == CHILD), _heads(household, role)
    surname[child] = surname[head[household[child]]]
    marital, registered = _marital(rng, born, role, spouse)
    number, former = _numbers(rng, days, born, male)
    people = People(
        number,
        former,
        names.people(rng, surname, male),
        male,
        born,
        role,
        household,
        rng.integers(addresses, size=household.max() + 1)[household],
        spouse,
        marital,
        registered,
        _ethnicities(rng, count),
        np.array([f"19800{at:06d}" for at in rng.integers(1_000_000, size=count)], dtype=object),
        np.full(count, NEVER),
        np.where(born > -400, born + rng.integers(1, 20, size=count), -NEVER),
        np.full(count, NEVER),
        born > -100,
        *[Event(np.zeros(0, int), np.zeros(0, int), np.zeros(0, object)) for _ in range(5)],
    )
    _deaths(rng, days, people)
    return people


def _households(rng: Generator, days: Days, count: int) -> tuple[Ints, Ints, Ints]:
    size = count // 2 + 10
    age = 22 + rng.beta(1.6, 2.2, size=size) * 68
    coupled = rng.random(size) < np.where(age < 27, 0.35, np.where(age > 75, 0.55, 0.78))
    chance = np.where(age < 28, 0.35, np.where(age < 55, 0.72, 0.25)) * np.where(coupled, 1, 0.3)
    children = rng.binomial(2, chance)
    total = np.cumsum(1 + coupled + children)
    kept = int(np.searchsorted(total, count))
    singles = count - (int(total[kept - 1]) if kept else 0)
    heads = np.concatenate([np.arange(kept), np.full(singles, -1)])
    homes = np.arange(len(heads))
    head_age = np.concatenate([age[:kept], 23 + rng.random(singles) * 40])
    pairs = np.flatnonzero(coupled[:kept])
    kids = np.repeat(np.arange(kept), children[:kept])
    oldest = np.clip(head_age[kids] - 22.5, 0.3, 27)
    ages = np.concatenate(
        [
            head_age,
            np.clip(head_age[pairs] + rng.normal(-1, 3, size=len(pairs)), 21.5, 95),
            np.maximum(rng.random(len(kids)) * oldest, 0.002),
        ]
    )
    household = np.concatenate([homes, pairs, kids])
    role = np.repeat([HEAD, SPOUSE, CHILD], [len(homes), len(pairs), len(kids)])
    order = np.lexsort((role, household))
    born = (days.last - ages * YEAR).astype(np.int64)
    return household[order], role[order], born[order]


def _sexes(rng: Generator, household: Ints, role: Ints) -> Flags:
    of_head = rng.random(household.max() + 1) < 0.5
    male: Flags = rng.random(len(role)) < 0.51
    male[role == HEAD] = of_head[household[role == HEAD]]
    male[role == SPOUSE] = ~of_head[household[role == SPOUSE]]
    return male


def _heads(household: Ints, role: Ints) -> Ints:
    head = np.zeros(household.max() + 1, dtype=np.int64)
    head[household[role == HEAD]] = np.flatnonzero(role == HEAD)
    return head


def _spouses(household: Ints, role: Ints) -> Ints:
    spouse = np.full(len(role), -1, dtype=np.int64)
    second = np.flatnonzero(role == SPOUSE)
    first = _heads(household, role)[household[second]]
    spouse[second], spouse[first] = first, second
    return spouse


def _marital(rng: Generator, born: Ints, role: Ints, spouse: Ints) -> tuple[Ints, Ints]:
    size = len(role)
    age = -born / YEAR
    alone, chance = (spouse < 0) & (role == HEAD), rng.random(size)
    marital = np.where(spouse >= 0, MARRIED, UNMARRIED)
    marital = np.where(alone & (age > 30) & (chance < 0.45), DIVORCED, marital)
    marital = np.where(alone & (age > 62) & (chance < 0.8), WIDOWED, marital)
    younger = np.where(spouse >= 0, np.maximum(born, born[spouse]), born)
    when = (younger + (21.2 + rng.random(size) * 6) * YEAR).astype(np.int64)
    when = np.where(marital == DIVORCED, when + 1500, when)
    when = np.where(marital == WIDOWED, when + 10_000, when)
    when = np.minimum(when, -90 - rng.integers(300, size=size))
    first = np.minimum(np.arange(size), np.where(spouse >= 0, spouse, size))
    return marital, np.where(marital == UNMARRIED, NEVER, when[first])


A_DAY = 249  # numbers of one division, day of birth and sex; as many are kept for former ones


def _numbers(rng: Generator, days: Days, born: Ints, male: Flags) -> tuple[Texts, Texts]:
    size = len(born)
    codes = np.array([980101, 980102, 980103, 980104, 980201, 980305])
    division = codes[rng.choice(6, size=size, p=[0.27, 0.25, 0.2, 0.2, 0.05, 0.03])]
    order = np.lexsort((male, born, division))
    group = (division * 100_000 + (born + 60_000)) * 2 + male
    ranked = group[order]
    starts = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1]))
    rank = np.empty(size, dtype=np.int64)
    rank[order] = np.arange(size) - np.repeat(starts, np.diff(np.append(starts, size)))
    block, rank = np.divmod(rank, A_DAY)  # who finds no number left gets one of a further division
    division = division + 1000 * block
    dates = days.compact(born)
    bodies = [
        f"{place}{day}{2 * at + 2 - sex:03d}"
        for place, day, at, sex in zip(division, dates, rank, male.astype(int), strict=True)
    ]
    number = with_checks(bodies)
    former = np.full(size, None, dtype=object)
    some = np.flatnonzero(rng.random(size) < 0.02)
    some = some[born[some] < -20 * YEAR]
    old = [f"{bodies[at][:14]}{int(bodies[at][14:]) + 500:03d}" for at in some]
    former[some] = with_checks(old)
    return number, former


def with_checks(bodies: list[str]) -> Texts:
    """Identity numbers: their first 17 characters and the check."""
    checks = numbers.citizen_checks(bodies)
    return np.array(
        [body + check for body, check in zip(bodies, checks, strict=True)], dtype=object
    )


def _ethnicities(rng: Generator, size: int) -> Texts:
    codes = np.array(["01", "03", "11", "02", "08", "10"], dtype=object)
    return codes[rng.choice(6, size=size, p=[0.93, 0.02, 0.02, 0.01, 0.01, 0.01])]


def _deaths(rng: Generator, days: Days, people: People) -> None:
    age = -people.born / YEAR
    weight = np.where((people.role == CHILD) | (age < 35), 0, np.exp((age - 70) / 9))
    wanted = min(max(2, round(len(people) * 0.03)), int((weight > 0).sum()))
    dead = np.sort(rng.choice(len(people), wanted, replace=False, p=weight / weight.sum()))
    partner = people.spouse[dead]
    dead = dead[(partner < 0) | ~np.isin(partner, dead) | (dead < partner)]
    people.died[dead] = rng.integers(-700, days.last + 1, size=len(dead))
    people.eventful[dead] |= people.died[dead] > -70
    left = people.spouse[dead]
    widows, day = left[left >= 0], people.died[dead][left >= 0]
    known = day + rng.integers(0, 8, size=len(widows))
    people.widowed = Event(widows, known, np.full(len(widows), None, dtype=object))
    people.eventful[widows] |= known > -70
