"""Chooses whom each fault hits, no two the same, and writes it into the books.

A victim is somebody to whom nothing else happens in the days told; with it go those
that its fault may touch (a spouse, a firm it represents, its licences), so that faults
never meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from demo.generator.book import Book, Wrong
from demo.generator.city import City
from demo.generator.days import NEVER

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Cells = dict[str, str | None]
Entity = tuple[str, int]
REGISTRARS = frozenset(
    {
        "public_security/persons",
        "market_regulation/companies",
        "staffing_office/institutions",
        "civil_affairs/social_organizations",
        "approvals/licenses",
        "natural_resources/parcels",
        "natural_resources/buildings",
    }
)  # whose word decides that somebody exists, and so that others may refer to them


@dataclass
class Fault:
    """One thing that is wrong in one department's register."""

    name: str  # of its kind
    book: Book
    row: int
    key: str  # the entity's right key, or that of nobody
    element: str | None
    kind: str | None  # of the finding that must come of it; None where nobody can tell
    wrong: str | None
    right: str | None
    day: int
    until: int
    spoils_key: bool = False  # its finding is then named by what stands there
    identifier: str = ""
    keys: set[tuple[str, str]] = field(default_factory=set)  # whom its findings may name

    @property
    def own(self) -> set[tuple[str, str]]:
        """The names its own finding may bear."""
        names = {self.key, self.wrong} if self.spoils_key else {self.key}
        return {(self.book.entity, name) for name in names if name}


@dataclass
class Planner:
    """The city, its books, who is taken, and the faults so far."""

    city: City
    books: Mapping[str, Book]
    wanted: Callable[[str, Book], int]
    faults: list[Fault] = field(default_factory=list)
    touched: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    serial: int = 0
    spares: dict[int, set[int]] = field(default_factory=dict)  # free places in use

    def __post_init__(self) -> None:
        city = self.city
        self.random = city.random("faults")
        land, people, firms = city.land, city.people, city.organizations
        self.used: dict[str, Flags] = {
            "person": people.eventful.copy(),
            "organization": firms.eventful.copy(),
            "license": _moving(city),
            "division": (city.divisions.levels < 5) | city.divisions.abolished,
            "parcel": np.zeros(len(land.parcel_codes), dtype=bool),
            "building": np.zeros(len(land.unit_codes), dtype=bool),
            "address": np.zeros(len(land.address_codes), dtype=bool),
        }
        self.leant = {kind: np.zeros(len(used), dtype=bool) for kind, used in self.used.items()}
        self._near = _neighbours(city)

    def touched_by(self, book: Book, at: int) -> list[Entity]:
        """An entity, and whom a fault in this register may touch with it: others refer to registrars only."""
        entity = (book.entity, at)
        near = self._near.get(book.entity) if book.path in REGISTRARS else None
        return [entity, *(near(at) if near else ())]

    def free(self, entities: list[Entity]) -> bool:
        """Whether all of them are untaken."""
        return not any(self.used[kind][at] for kind, at in entities)

    def take(self, entities: list[Entity]) -> None:
        """Nobody else may have them."""
        for kind, at in entities:
            self.used[kind][at] = True

    def sound(self, kind: str, at: int) -> bool:
        """Whether nothing is wrong with an entity; from now on nothing will be."""
        if self.used[kind][at] and not self.leant[kind][at]:
            return False
        self.used[kind][at] = self.leant[kind][at] = True
        return True

    def victims(
        self,
        name: str,
        book: Book,
        fit: Flags | None,
        partner: Ints | None = None,
        leans_on: Callable[[int], bool] | None = None,
    ) -> list[int]:
        """So many rows of the book as this kind of fault wants, their entities taken.

        `partner` is for each row another entity of its kind that is taken with it;
        `leans_on` says whether what it rightly refers to is sound, and stays so.
        """
        number = self.wanted(name, book)
        calm = (book.appears <= 1) & (book.leaves >= NEVER) & (book.stamped <= -60)
        pool = np.flatnonzero(calm if fit is None else calm & fit)
        taken: list[int] = []
        for row in self.random.permutation(pool):
            if len(taken) == number:
                break
            two = [int(book.who[row])] + ([] if partner is None else [int(partner[row])])
            entities = [one for at in two for one in self.touched_by(book, at)]
            if self.free(entities) and (leans_on is None or leans_on(int(row))):
                self.take(entities)
                taken.append(int(row))
        return taken

    def when(self, book: Book, first_day: bool = False) -> tuple[int, int]:
        """From when until when: mostly from the first day for good, some later, some corrected."""
        days = [at for at in range(2, self.city.days.last + 1) if (at - 1) % book.every == 0]
        chance = self.random.random()
        if not days or chance > 0.25:
            return 1, NEVER
        day = int(self.random.choice(days))
        return (day, NEVER) if chance < 0.1 and not first_day else (1, day)

    def spoil(self, book: Book, row: int, cells: Cells, span: tuple[int, int]) -> None:
        """Makes cells of a row wrong."""
        for column, value in cells.items():
            book.wrongs.append(Wrong(row, column, value, *span))
        self.touched[book.path].append(row)

    def tell(self, fault: Fault, *others: Entity) -> None:
        """Notes a fault, and whom it may touch."""
        victim = int(fault.book.who[fault.row]) if fault.row < fault.book.honest else -1
        named = list(others)
        if victim >= 0:
            named += self.touched_by(fault.book, victim)
        fault.keys = fault.own | {(kind, self.key(kind, at)) for kind, at in named}
        fault.identifier = f"{fault.name}-{len(self.faults) + 1:05d}"
        self.faults.append(fault)

    def key(self, kind: str, at: int) -> str:
        """The right key of an entity."""
        city = self.city
        keys = {
            "person": city.people.number,
            "organization": city.organizations.code,
            "license": city.certificates.identifier,
            "division": city.divisions.keys,
            "parcel": city.land.parcel_codes,
            "building": city.land.unit_codes,
            "address": city.land.address_codes,
        }
        return str(keys[kind][at])

    def next(self) -> int:
        """A running number for what faults invent."""
        self.serial += 1
        return self.serial


def _moving(city: City) -> Flags:
    """Licences that are new, or whose holder has something happen."""
    held = city.certificates
    firm = city.organizations.eventful[held.organization] & (held.organization >= 0)
    person = city.people.eventful[held.person] & (held.person >= 0)
    moving: Flags = held.fresh | firm | person
    return moving


def _neighbours(city: City) -> dict[str, Callable[[int], list[Entity]]]:
    firms, held, people = city.organizations, city.certificates, city.people
    represents = _by(firms.representative)
    licensed, certified = _by(held.person), _by(held.organization)
    built, addressed = _by(city.land.unit_parcel), _by(city.land.address_unit)

    def person(at: int) -> list[Entity]:
        spouse = int(people.spouse[at])
        found = [("person", spouse)] if spouse >= 0 else []
        found += [("organization", one) for one in represents.get(at, ())]
        return found + [("license", one) for one in licensed.get(at, ())]

    def organization(at: int) -> list[Entity]:
        return [("license", one) for one in certified.get(at, ())]

    def parcel(at: int) -> list[Entity]:
        return [("building", one) for one in built.get(at, ())]

    def building(at: int) -> list[Entity]:
        return [("address", one) for one in addressed.get(at, ())]

    return {"person": person, "organization": organization, "parcel": parcel, "building": building}


def _by(values: np.ndarray) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for at, value in enumerate(values.tolist()):
        if value >= 0:
            groups[value].append(at)
    return groups
