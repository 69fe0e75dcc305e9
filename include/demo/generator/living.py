"""A city that is told delivery by delivery, and whose departments may mend what is wrong with their data.

Its days are played one after another. A department delivers when it is told to: its
register whole, or what changed since its last delivery. What was mended can go wrong again.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from demo.generator import city, registers
from demo.generator.book import Book, Flags, Held, Wrong
from demo.generator.command import Wanted
from demo.generator.days import NEVER
from demo.generator.deliver import ended, table
from demo.generator.faults import plant
from demo.generator.faults.plan import Fault


@dataclass
class _Register:
    """One book as it stands, and what changed in it since it was last delivered."""

    book: Book
    held: Held
    changed: Flags
    ended: Flags
    delivered: bool = False


@dataclass
class LivingCity:
    """The city, and the folder its deliveries are laid into for the systems to serve.

    The first day is delivered from the beginning.
    """

    wanted: Wanted
    folder: Path
    day: int = 0
    mended: dict[str, list[Wrong]] = field(default_factory=dict)  # by fault

    def __post_init__(self) -> None:
        wanted = self.wanted
        made = city.build(wanted.people, wanted.seed, wanted.first_day, wanted.days)
        books = registers.keep(made)
        self.faults: list[Fault] = plant.plant(made, books, plant.rates(wanted.faults))
        for book in books.values():
            book.settle()
        self._books = books
        self._plays = {path: book.play(made.days) for path, book in books.items()}
        self._registers: dict[str, _Register] = {}
        (self.folder / f"day_{wanted.days}").mkdir(parents=True, exist_ok=True)
        told = {**asdict(wanted), "first_day": wanted.first_day.isoformat()}
        (self.folder / "city.json").write_text(json.dumps(told) + "\n")
        self.live(1)
        for path in self.feeds:
            self.deliver(path)

    @property
    def feeds(self) -> list[str]:
        """Every feed of the city, `<provider>/<feed>`."""
        return list(self._books)

    def live(self, day: int) -> None:
        """Plays the days up to that one."""
        while self.day < day:
            self.day += 1
            for path, play in self._plays.items():
                self._note(path, next(play))

    def _note(self, path: str, held: Held) -> None:
        book, known = self._books[path], self._registers.get(path)
        gone = ended(book, held.day)
        if known is None:
            known = _Register(book, held, np.zeros_like(held.changed), np.zeros_like(gone))
            self._registers[path] = known
        known.held = held
        known.changed |= held.changed
        known.ended |= gone

    def deliver(self, path: str, misnamed: bool = False) -> None:
        """The register's rows as they stand today, for the department's system to tell.

        misnamed: with a column called otherwise than was agreed.
        """
        register = self._registers[path]
        book, held = register.book, register.held
        if book.stamp and register.delivered:
            present = held.present | register.ended
            rows = table(book, replace(held, present=present, changed=register.changed))
        else:
            rows = table(book, replace(held, changed=held.present))
        if misnamed:
            *names, last = rows.column_names
            rows = rows.rename_columns([*names, f"{last}（新）"])
        file = self.folder / f"day_{held.day}" / book.provider / f"{book.feed}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(rows, file, compression="zstd")
        register.delivered = True
        register.changed[:] = False
        register.ended[:] = False

    def mend(self, provider: str, keys: Collection[str]) -> int:
        """A department puts right, from tomorrow on, what is wrong with these records; how many were."""
        wanted = set(keys)
        known = [one for one in self.faults if one.book.provider == provider]
        wrong = [
            one
            for one in known
            if one.day <= self.day < one.until and wanted & {key for _, key in one.keys}
        ]
        for one in wrong:
            self._mend(one)
        return len(wrong)

    def _mend(self, fault: Fault) -> None:
        book, row, day = fault.book, fault.row, self.day + 1
        own = [one for one in book.wrongs if one.row == row and one.until > day]
        book.wrongs[:] = [one for one in book.wrongs if one not in own]
        book.wrongs += [replace(one, until=day) for one in own]
        book.hidden[:] = [
            (at, since, min(until, day) if at == row else until) for at, since, until in book.hidden
        ]
        if row >= book.honest:
            book.leaves[row] = day
        fault.until = day
        self.mended[fault.identifier] = own

    def relapse(self, provider: str, most: int) -> int:
        """As many of a department's mended cells at most are wrong again from tomorrow on; how many."""
        day, again = self.day + 1, 0
        for fault in self.faults:
            cells = self.mended.get(fault.identifier, [])
            if fault.book.provider == provider and cells and again < most:
                fault.day, fault.until = day, NEVER
                fault.book.wrongs += [replace(one, day=day, until=NEVER) for one in cells]
                del self.mended[fault.identifier]
                again += 1
        return again
