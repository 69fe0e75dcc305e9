"""The city of a year and the bureau's house in it: its systems run, its feeds come each month.

Everything is scratch, a server of its own and a copy of the declarations with a monthly
cycle for every feed. Steps run two at a time, as on a small machine.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from onesource import clock, settings
from onesource.catalog import Catalog
from onesource.errors import Refused, Unreachable
from onesource.landing.batch import Held
from onesource.pipeline import feed as feeds
from onesource.pipeline import library as libraries
from onesource.pipeline import replies
from onesource.pipeline import round as rounds
from onesource.pipeline.house import House
from onesource.runtime import State
from onesource.runtime.departments import provision_departments
from onesource.store.base import Base
from onesource.store.migrations import migrate

AT_ONCE = 2
TRIES = 4  # as often as the scheduler asks a system that does not answer
PATIENCE = 60.0  # seconds for the city to turn to a day
CYCLE = re.compile(r"^update_cycle: \w+$", re.MULTILINE)


@dataclass(frozen=True)
class Town:
    """The house, who works in it, and the departments, whose systems and machine really run."""

    house: House
    catalog: Catalog
    state: State
    first: date
    providers: tuple[str, ...]
    workers: ProcessPoolExecutor

    def moment(self, number: int, hour: int, minute: int = 0) -> datetime:
        """A moment of the year's day `number`, counted from 1, in the bureau's time."""
        day = self.first + timedelta(days=number - 1)
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.BUREAU_TIME)

    def box(self, provider: str, box: str) -> Path:
        """A folder of a department's room on the machine, as the department has it."""
        return self.state.demo / "frontend" / provider / box

    def turn(self, number: int) -> None:
        """Brings the departments' systems to a day. Raises Unreachable where they do not get there."""
        folder = self.state.demo
        (folder / ".day").write_text(str(number))
        (folder / ".day").replace(folder / "day")
        deadline = time.monotonic() + PATIENCE
        ready = folder / "day.ready"
        while not ready.exists() or ready.read_text() != str(number):
            if time.monotonic() > deadline:
                raise Unreachable(f"the demo city did not turn to day {number}")
            time.sleep(0.02)

    def collect(self, paths: Iterable[str], moment: datetime) -> dict[str, str]:
        """Lands, checks and accepts feeds, renews what they supply; says what became of each."""
        asked = list(paths)
        became = dict(zip(asked, self._each(_collect, asked, moment), strict=True))
        supplied = {self.catalog.feeds[path].supplies.library for path in asked}
        renewed = self._each(
            _renew, [one for one in self.catalog.libraries if one in supplied], moment
        )
        if any(renewed):
            self._each(_relate, list(self.catalog.libraries), moment)
        return became

    def renew(self, libraries: Iterable[str], moment: datetime) -> None:
        """Libraries are made anew, as rulings have them made."""
        self._each(_renew, list(libraries), moment)

    def take_in(self, providers: Iterable[str], moment: datetime) -> None:
        """Takes in the answers that departments have put down."""
        self._each(_take_in, list(providers), moment)

    def notify(self, moment: datetime) -> list[str]:
        """Every department's report, where it is news; who was told."""
        told = self._each(_notify, list(self.providers), moment)
        return [one for one in told if one]

    def _each(self, step: Any, named: list[str], moment: datetime) -> list[Any]:
        url = self.house.base.engine.url.render_as_string(hide_password=False)
        return list(self.workers.map(step, [url] * len(named), named, [moment] * len(named)))


@contextmanager
def running(first: date, made: Path, providers: Collection[str]) -> Iterator[Town]:
    """The town in the folder of `made`, a city that is told as it goes; all of it ends with the block.

    providers: those whose feeds come, all where none is named. Raises Refused for one that is none.
    """
    from demo.process import serving

    folder = made.parent
    state, server = State(folder), State(folder).postgres()
    with _settled(folder), server.running():
        provision_departments(state)
        with serving(state.demo, made) as offered:
            state.merge_connections(offered)
            base = Base.at(server.url("onesource", "onesource"))
            migrate(base)
            catalog = Catalog.load()
            if unknown := set(providers) - set(catalog.providers):
                raise Refused(
                    f"{', '.join(sorted(unknown))}: no such provider; providers.yaml lists them"
                )
            chosen = tuple(
                one for one in catalog.providers if one in (providers or catalog.providers)
            )
            alike = multiprocessing.get_context("fork")
            with ProcessPoolExecutor(AT_ONCE, mp_context=alike) as workers:
                yield Town(House(base), catalog, state, first, chosen, workers)


@contextmanager
def _settled(folder: Path) -> Iterator[None]:
    """State and declarations are those of the folder, for this process and the workers it begins."""
    ours = {"ONESOURCE_STATE": str(folder), "ONESOURCE_CATALOG": str(_monthly(folder))}
    before = {name: os.environ.get(name) for name in (*ours, "ONESOURCE_LAKE")}
    os.environ.update(ours)
    os.environ.pop("ONESOURCE_LAKE", None)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _monthly(folder: Path) -> Path:
    """The declarations, with a monthly cycle for every feed."""
    copied = Path(shutil.copytree(settings.catalog(), folder / "catalog"))
    for file in copied.glob("feeds/*/*.yaml"):
        file.write_text(CYCLE.sub("update_cycle: monthly", file.read_text()))
    return copied


def _collect(url: str, path: str, moment: datetime) -> str:
    """What became of a feed's delivery: accepted, unchanged or held."""
    house = House(Base.at(url))
    with clock.at(moment):
        for left in reversed(range(TRIES)):
            try:
                landed = feeds.land(house, path, moment)
                if landed.unchanged:
                    return "unchanged"
                feeds.check(house, path, landed.batch_id)
                feeds.accept(house, path, landed.batch_id)
            except Held:
                return "held"
            except Unreachable:
                if not left:
                    raise
            else:
                return "accepted"
    raise Refused(f"{path} was never tried")


def _renew(url: str, name: str, moment: datetime) -> bool:
    """Whether the library was published anew."""
    house = House(Base.at(url))
    with clock.at(moment):
        built = libraries.master(house, name)
        if built is None:
            return False
        libraries.audit(house, name, built.build_id)
        libraries.publish(house, name, built.build_id)
    return True


def _relate(url: str, name: str, moment: datetime) -> None:
    with clock.at(moment):
        rounds.relate(House(Base.at(url)), name)


def _take_in(url: str, provider: str, moment: datetime) -> None:
    with clock.at(moment):
        replies.take_in(House(Base.at(url)), provider)


def _notify(url: str, provider: str, moment: datetime) -> str | None:
    with clock.at(moment):
        sent = rounds.notify(House(Base.at(url)), provider, f"year_{moment:%Y%m%d}")
    return provider if sent else None
