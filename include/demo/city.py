"""The city: which departmental systems there are, started and stopped together.

A department joins by a module with a `System` and a line in `systems`. The city has
one state folder and one process in it; `connections.json` is there while it serves.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

from demo.civil_affairs import CivilAffairsApi
from demo.frontend import FrontEndMachine
from demo.home import Home, write_whole
from demo.statistics import StatisticsOffice
from demo.system import Connection, System


def systems(home: Home) -> list[System]:
    """Every system of the city, in the order they start."""
    return [
        CivilAffairsApi(home),
        StatisticsOffice(home),
        FrontEndMachine(home, ("civil_affairs", "statistics")),
    ]


class City:
    """Runs the systems for as long as it is entered.

    Raises RuntimeError if another process serves the same state folder.
    """

    def __init__(self, state: Path) -> None:
        self._home = Home(state.resolve())
        self._started: list[System] = []
        self._lock: TextIOWrapper | None = None
        self.connections_file = self._home.root / "connections.json"

    async def __aenter__(self) -> Self:
        self._home.folder()
        self._lock = await _claim(self._home.root / "serve.lock")
        self.connections_file.unlink(missing_ok=True)
        try:
            for system in systems(self._home):
                self._started.append(system)
                await system.start()
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
