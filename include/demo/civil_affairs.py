"""Civil affairs: the register of divisions and the city's own registers behind one paged interface.

Decides what its lists are and when the service is in a bad mood. The register is a
plain file; replacing it changes what is served from the next request on, and with
it the version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.days import Days
from demo.divisions import Division, decode, encode, in_order, packed
from demo.home import Home, write_whole
from demo.interface import Interface, Resource
from demo.paged import DailyList, Edition, PagedList
from demo.system import Connection
from demo.temper import Temper

RELEASE = "2026-09-11"
PACKED = f"civil_affairs_{RELEASE}"
DAILY = {
    "/api/v1/city-divisions": "city_divisions",
    "/api/v1/marriages": "marriages",
    "/api/v1/social-organizations": "social_organizations",
}

CYCLE = 9  # the fewest pages a whole crawl of the register can ask for: no crawl is spared
FAULTS = {4: 429, 7: 503}
PAUSES = {2: 0.5, 11: 1.2}


def temper() -> Temper:
    """The service's mood at its start."""
    return Temper(CYCLE, FAULTS, PAUSES)


def register_path(state: Path) -> Path:
    """The register's file below the city's state folder."""
    return state / "civil_affairs" / "register.csv"


def read_register(path: Path) -> list[Division]:
    """The register as civil affairs keeps it at this moment."""
    return decode(path.read_bytes())


def write_register(path: Path, rows: Iterable[Division]) -> None:
    """Replaces the register whole; a running interface serves it from the next request on."""
    write_whole(path, encode(rows))


@dataclass(frozen=True)
class Divisions:
    """Divisions as records."""

    rows: Sequence[Division]

    def __len__(self) -> int:
        return len(self.rows)

    def between(self, start: int, stop: int) -> list[dict[str, Any]]:
        return [row._asdict() for row in self.rows[start:stop]]


class Register:
    """Serves the file's current edition, read again only when the file was replaced."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._edition = Edition("", Divisions([]))

    def edition(self) -> Edition:
        """The edition in force now."""
        status = self._path.stat()
        seen = (status.st_ino, status.st_mtime_ns, status.st_size)
        if seen != self._seen:
            rows = in_order(read_register(self._path))
            digest = hashlib.sha256(encode(rows)).hexdigest()
            self._edition, self._seen = Edition(f"{RELEASE}.{digest[:8]}", Divisions(rows)), seen
        return self._edition


class CivilAffairs:
    """The department's interface as a system of the city."""

    def __init__(self, home: Home, days: Days | None) -> None:
        self._home = home
        self._path = register_path(home.root)
        self._daily = {
            path: DailyList(days, "civil_affairs", feed) for path, feed in DAILY.items() if days
        }
        resources: dict[str, Resource] = {
            "/api/v1/divisions": PagedList(Register(self._path).edition),
            **{path: PagedList(daily.edition) for path, daily in self._daily.items()},
        }
        self._interface = Interface(home, "civil_affairs_api", temper(), resources)

    async def start(self) -> None:
        """Writes the register at the first start, and serves it."""
        self._home.folder("civil_affairs")
        if not self._path.exists():
            write_register(self._path, packed(PACKED))
        await self._interface.start()

    async def stop(self) -> None:
        """Ends the interface."""
        await self._interface.stop()

    def turn(self, day: int) -> None:
        """Serves what stands at the end of that day."""
        for daily in self._daily.values():
            daily.turn(day)

    def connections(self) -> dict[str, Connection]:
        """One HTTP connection for all lists."""
        return self._interface.connections()
