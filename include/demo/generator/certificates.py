"""Electronic licences: whose, of which kind, by whom, valid until when.

Every firm has a business licence, most institutions and social organisations theirs,
some firms a food licence, many people a driving or practice licence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from demo.generator import numbers
from demo.generator.days import NEVER, YEAR, Days, Texts
from demo.generator.organizations import (
    AGENCIES,
    INSTITUTION,
    SOCIAL,
    Organizations,
    credit_codes,
    organization_bodies,
)
from demo.generator.people import Flags, Ints, People

KINDS = (
    "business_license",
    "institution_certificate",
    "social_organization_certificate",
    "food_business_license",
    "marriage_certificate",
    "driving_license",
    "birth_certificate",
    "practice_certificate",
)
ISSUERS = (1, 3, 2, 1, 2, 0, 4, 4)  # places among the agencies
BUSINESS_LICENSE, FOOD, MARRIAGE, DRIVING, BIRTH, PRACTICE = 0, 3, 4, 5, 6, 7


@dataclass
class Certificates:
    """Every licence; the holder is an organisation or a person, the other is -1."""

    identifier: Texts
    kind: Ints
    organization: Ints
    person: Ints
    issuer: Ints
    issued: Ints
    until: Ints  # NEVER where without end
    ended: Ints
    fresh: Flags  # issued in the days told
    withdrawn: Flags

    def __len__(self) -> int:
        return len(self.identifier)


def issue(rng: Generator, days: Days, people: People, organizations: Organizations) -> Certificates:
    """The city's licences."""
    kind, organization, person = _holders(rng, people, organizations)
    size = len(kind)
    issued = np.where(
        organization >= 0,
        np.minimum(organizations.founded[organization] + 3, -120),
        -rng.integers(120, 2400, size=size),
    )
    fresh = np.isin(kind, (FOOD, DRIVING)) & (rng.random(size) < 0.004) & (days.last > 1)
    issued[fresh] = rng.integers(2, days.last + 1, size=int(fresh.sum()))
    issuer = np.array(ISSUERS)[kind]
    years = np.array([0, 0, 0, 5, 0, 6, 0, 5])[kind]
    years = np.where((kind == BUSINESS_LICENSE) & (np.arange(size) % 3 == 0), 30, years)
    ended = np.where(organization >= 0, organizations.ended[organization], NEVER)
    return Certificates(
        _identifiers(kind, organizations.code[issuer]),
        kind,
        organization,
        person,
        issuer,
        issued,
        np.where(years > 0, issued + (years * YEAR).astype(np.int64), NEVER),
        ended,
        fresh,
        organizations.revoked[organization] & (organization >= 0) & (ended < NEVER),
    )


def _holders(
    rng: Generator, people: People, organizations: Organizations
) -> tuple[Ints, Ints, Ints]:
    firms = np.flatnonzero(organizations.firm)
    calm = ~organizations.eventful & (organizations.ended == NEVER)
    institutions = np.flatnonzero((organizations.kind == INSTITUTION) & calm)
    socials = np.flatnonzero((organizations.kind == SOCIAL) & calm)
    open_firms = np.flatnonzero(organizations.firm & calm)
    food = open_firms[rng.random(len(open_firms)) < 0.35]
    by_org = np.concatenate([firms, institutions, socials, food])
    by_org_kind = np.repeat(
        [0, 1, 2, FOOD], [len(firms), len(institutions), len(socials), len(food)]
    )
    wanted = max(4, round(len(people) * 0.4) - len(by_org))
    holders, kinds = _personal(rng, people, wanted)
    return (
        np.concatenate([by_org_kind, kinds]),
        np.concatenate([by_org, np.full(len(holders), -1)]),
        np.concatenate([np.full(len(by_org), -1), holders]),
    )


def _personal(rng: Generator, people: People, wanted: int) -> tuple[Ints, Ints]:
    staying = (people.died > -60) & (people.left == NEVER) & (people.arrived < -300)
    staying &= ~people.eventful & (people.former == None)  # noqa: E711
    age = -people.born / YEAR
    pools = (
        (DRIVING, staying & (age > 20) & (age < 70), 0.55),
        (PRACTICE, staying & (age > 25) & (age < 66), 0.15),
        (MARRIAGE, staying & (people.marital == 1) & (people.registered < -120), 0.2),
        (BIRTH, staying & (age > 1) & (age < 16), 0.1),
    )
    holders, kinds = [], []
    for kind, fit, share in pools:
        pool = np.flatnonzero(fit)
        taken = rng.choice(pool, min(len(pool), round(wanted * share)), replace=False)
        holders.append(np.sort(taken))
        kinds.append(np.full(len(taken), kind))
    return np.concatenate(holders), np.concatenate(kinds)


def _identifiers(kind: Ints, issuers: Texts) -> Texts:
    bodies = organization_bodies(1, len(KINDS), "MB")
    types = [
        f"{code}{at + 1:03d}"
        for at, code in enumerate(credit_codes(["11980000"] * len(KINDS), bodies))
    ]
    parts = [
        (types[sort], issuer, f"2026{at:08d}", "001")
        for at, (sort, issuer) in enumerate(zip(kind, issuers, strict=True))
    ]
    checks = numbers.license_checks(["".join(part) for part in parts])
    return np.array(
        [
            f"{numbers.LICENSE_PREFIX}{'.'.join(part)}.{check}"
            for part, check in zip(parts, checks, strict=True)
        ],
        dtype=object,
    )


assert len(AGENCIES) > max(ISSUERS)
