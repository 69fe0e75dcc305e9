"""What happens in the days told: moves, new names, marriages, divorces, arrivals and departures.

Nobody has two things happen, so that who learns of it when is never in doubt.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from demo.generator import names
from demo.generator.days import NEVER, YEAR, Days
from demo.generator.people import HEAD, UNMARRIED, Event, Flags, Ints, People


def happen(rng: Generator, days: Days, people: People, addresses: int) -> None:
    """Adds the events to `people`."""
    _move(rng, days, people, addresses)
    _rename(rng, days, people)
    _marry(rng, days, people)
    _divorce(rng, days, people)
    _come_and_go(rng, days, people)


def quiet(people: People) -> Flags:
    """Who may yet have something happen."""
    still: Flags = ~people.eventful & (people.died == NEVER) & (people.former == None)  # noqa: E711
    return still


def _some(rng: Generator, people: People, fit: Flags, share: float) -> Ints:
    """About so large a share of all people, drawn from those that fit; they are taken."""
    pool = np.flatnonzero(fit & quiet(people))
    wanted = min(len(pool), max(2, round(len(people) * share)))
    taken: Ints = np.sort(rng.choice(pool, wanted, replace=False)) if len(pool) else pool
    people.eventful[taken] = True
    return taken


def _move(rng: Generator, days: Days, people: People, addresses: int) -> None:
    who = _some(rng, people, people.spouse < 0, 0.003)
    day = rng.integers(-30, days.last + 1, size=len(who))
    people.moved = Event(who, day, rng.integers(addresses, size=len(who)).astype(object))


def _rename(rng: Generator, days: Days, people: People) -> None:
    who = _some(rng, people, np.ones(len(people), dtype=bool), 0.0015)
    old = people.name[who]
    new = np.array([names.mistaken(rng, name) for name in old], dtype=object)
    people.renamed = Event(who, rng.integers(-4, days.last + 1, size=len(who)), new)


def _marry(rng: Generator, days: Days, people: People) -> None:
    age = -people.born / YEAR
    single = (people.marital == UNMARRIED) & (people.role == HEAD) & (age > 22.5) & (age < 50)
    men = _some(rng, people, single & people.male, 0.001)
    women = _some(rng, people, single & ~people.male, 0.001)
    pairs = min(len(men), len(women))
    men, women = men[:pairs], women[:pairs]
    day = rng.integers(-20, days.last + 1, size=pairs)
    people.spouse[men], people.spouse[women] = women, men
    who = np.concatenate([men, women])
    people.marriages = Event(who, np.tile(day, 2), np.full(2 * pairs, None, dtype=object))


def _divorce(rng: Generator, days: Days, people: People) -> None:
    calm = quiet(people)
    both = (people.spouse >= 0) & calm & calm[people.spouse] & (people.marital == 1)
    first = both & (people.spouse > np.arange(len(people)))
    who = _some(rng, people, first, 0.0006)
    partner = people.spouse[who]
    people.eventful[partner] = True
    day = rng.integers(-20, days.last + 1, size=len(who))
    everyone = np.concatenate([who, partner])
    people.divorces = Event(everyone, np.tile(day, 2), np.full(2 * len(who), None, dtype=object))


def _come_and_go(rng: Generator, days: Days, people: People) -> None:
    if days.last < 2:
        return
    young = people.born > -16 * YEAR
    going = _some(rng, people, young & (people.born < -500), 0.0006)
    people.left[going] = rng.integers(2, days.last + 1, size=len(going))
    alone = (people.spouse < 0) & (people.marital == UNMARRIED) & ~young
    coming = _some(rng, people, alone, 0.001)
    people.arrived[coming] = rng.integers(2, days.last + 1, size=len(coming))
