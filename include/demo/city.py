"""The city: which departmental systems there are, started and stopped together, and which day it is.

A department joins by a module with a `System` and a line in `systems`. The city has
one state folder and one process in it; `connections.json` is there while it serves.
Without a made city only the two national registers are served. With one, the number
in the file `day` is the day it is: every system is brought to the end of that day, and
then `day.ready` has the number. Days only go forward.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import logging
import os
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

from demo.civil_affairs import CivilAffairs
from demo.database import TABLES, DepartmentDatabase
from demo.days import Days
from demo.files import BY_FOLDER, BY_MACHINE, FileOffice
from demo.frontend import FrontEndMachine
from demo.home import Home, write_whole
from demo.records import APPROVALS, HUMAN_RESOURCES, RecordsService
from demo.statistics import StatisticsOffice
from demo.system import Connection, System

NATIONAL = ("civil_affairs", "statistics")
log = logging.getLogger(__name__)


def systems(home: Home, days: Days | None, rooms: tuple[str, ...] = ()) -> list[System]:
    """Every system of the city, in the order they start; with `rooms` the front-end machine alone."""
    if rooms:
        return [FrontEndMachine(home, rooms)]
    national: list[System] = [CivilAffairs(home, days), StatisticsOffice(home)]
    if days is None:
        return [*national, FrontEndMachine(home, NATIONAL)]
    services = (HUMAN_RESOURCES, APPROVALS)
    offices = (*BY_MACHINE, *BY_FOLDER)
    departments = {*NATIONAL, *TABLES, *offices, *(service.provider for service in services)}
    return [
        *national,
        *(DepartmentDatabase(home, days, provider) for provider in TABLES),
        *(RecordsService(home, days, service) for service in services),
        *(FileOffice(home, days, provider) for provider in offices),
        FrontEndMachine(home, tuple(sorted(departments))),
    ]


class City:
    """Runs the systems for as long as it is entered.

    Raises RuntimeError if another process serves the same state folder.
    """

    def __init__(self, state: Path, made: Path | None = None, rooms: tuple[str, ...] = ()) -> None:
        self._rooms = rooms
        self._home = Home(state.resolve())
        self._days = Days(made) if made else None
        self._day = 0
        self._refused = 0
        self._started: list[System] = []
        self._lock: TextIOWrapper | None = None
        self.connections_file = self._home.root / "connections.json"

    async def __aenter__(self) -> Self:
        self._home.folder()
        self._lock = await _claim(self._home.root / "serve.lock")
        self.connections_file.unlink(missing_ok=True)
        self._ready.unlink(missing_ok=True)
        try:
            for system in systems(self._home, self._days, self._rooms):
                self._started.append(system)
                await system.start()
            await self.keep_up()
        except BaseException:
            await self._close()
            raise
        write_whole(self.connections_file, json.dumps(self.connections(), indent=2).encode())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._close()

    def connections(self) -> dict[str, Connection]:
        """Every connection offered, by name."""
        return {
            name: connection
            for system in self._started
            for name, connection in system.connections().items()
        }

    async def keep_up(self) -> None:
        """Brings every system to the day the city is told to have, where it has another one."""
        wanted = self._wanted()
        if self._days is None or wanted in (self._day, self._refused):
            return
        if not self._day < wanted <= self._days.last:
            self._refused = wanted
            log.warning("day %d is not between %d and %d", wanted, self._day + 1, self._days.last)
            return
        self._ready.unlink(missing_ok=True)
        await asyncio.gather(*(asyncio.to_thread(s.turn, wanted) for s in self._started))
        self._day = wanted
        write_whole(self._ready, str(wanted).encode())

    @property
    def _ready(self) -> Path:
        return self._home.root / "day.ready"

    def _wanted(self) -> int:
        """The day told; the last one while what is told is no number, the first at the start."""
        try:
            return int((self._home.root / "day").read_text())
        except (OSError, ValueError):
            return self._day or 1

    async def _close(self) -> None:
        self.connections_file.unlink(missing_ok=True)
        for system in reversed(self._started):
            await system.stop()
        if self._lock:
            self._lock.close()


async def _claim(path: Path, patience: float = 3.0) -> TextIOWrapper:
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    while patience > 0:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            await asyncio.sleep(0.1)
            patience -= 0.1
            continue
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        return file
    holder = file.read()
    file.close()
    raise RuntimeError(
        f"process {holder} already serves {path.parent}: end it, or give another --state"
    )
