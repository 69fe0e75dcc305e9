"""The city as it truly is, whole: made of its parts by one seed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.random import Generator

from demo.generator import certificates, events, organizations, people, places
from demo.generator.days import Days


@dataclass
class City:
    """Everything that is so, whoever knows of it."""

    days: Days
    seed: int
    divisions: places.Divisions
    land: places.Land
    people: people.People
    organizations: organizations.Organizations
    certificates: certificates.Certificates

    def random(self, what: str) -> Generator:
        """Chance for one purpose, the same for the same seed."""
        return chance(self.seed, what)


def chance(seed: int, what: str) -> Generator:
    """Chance for one purpose, apart from every other."""
    return np.random.default_rng([seed, zlib.crc32(what.encode())])


def build(count: int, seed: int, first: date, last: int) -> City:
    """A city of so many people, told from `first` for `last` days."""
    days = Days(first, last)
    divided = places.divisions(chance(seed, "divisions"), count)
    land = places.land(chance(seed, "land"), divided, count)
    homes = len(land.address_codes)
    folk = people.live(chance(seed, "people"), days, count, homes)
    events.happen(chance(seed, "events"), days, folk, homes)
    villages = divided.keys[divided.villages]
    firms = organizations.found(
        chance(seed, "organizations"), days, folk, villages, land.address_texts
    )
    held = certificates.issue(chance(seed, "certificates"), days, folk, firms)
    return City(days, seed, divided, land, folk, firms, held)
