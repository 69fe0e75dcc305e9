"""Civil affairs: the register of divisions behind a paged HTTP/JSON API with a token.

Decides what a page holds and when the service is in a bad mood. The register is a
plain file; replacing it changes what is served from the next request on, and with
it the version. Faults follow the count of requests, so every crawl meets the same.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections import deque
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from aiohttp import web

from demo.divisions import Division, decode, encode, in_order, packed
from demo.home import HOST, Home, write_whole
from demo.system import Connection

RELEASE = "2026-09-11"
PACKED = f"civil_affairs_{RELEASE}"
PAGE_SIZE = 2000
LARGEST_PAGE = 5000

CYCLE = 9  # the fewest pages a whole crawl can ask for, so that no crawl is spared
FAULTS = {4: 429, 7: 503}
PAUSES = {2: 0.5, 11: 1.2}

_dumps = partial(json.dumps, ensure_ascii=False)


def register_path(state: Path) -> Path:
    """The register's file below the city's state folder."""
    return state / "civil_affairs" / "register.csv"


def read_register(path: Path) -> list[Division]:
    """The register as civil affairs keeps it at this moment."""
    return decode(path.read_bytes())


def write_register(path: Path, rows: Iterable[Division]) -> None:
    """Replaces the register whole; a running API serves it from the next request on."""
    write_whole(path, encode(rows))


class Edition(NamedTuple):
    """The register as served: rows by code, and a label that changes when they do."""

    version: str
    rows: list[Division]


class Register:
    """Serves the file's current edition, read again only when the file was replaced."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._edition = Edition("", [])

    def edition(self) -> Edition:
        """The edition in force now."""
        status = self._path.stat()
        seen = (status.st_ino, status.st_mtime_ns, status.st_size)
        if seen != self._seen:
            rows = in_order(read_register(self._path))
            digest = hashlib.sha256(encode(rows)).hexdigest()
            self._edition, self._seen = Edition(f"{RELEASE}.{digest[:8]}", rows), seen
        return self._edition


class Temper:
    """When the service is slow or fails, by the count of requests.

    Any nine requests in a row meet one 429 and one 503. A page just refused is
    answered when asked again; a fault that falls on it waits for the next page.
    """

    def __init__(self) -> None:
        self._count = 0
        self._owed: deque[int] = deque()
        self._refused: set[str] = set()

    def next(self, page: str) -> tuple[int, float]:
        """The status this request is due, and the seconds it is kept waiting."""
        self._count += 1
        if fault := FAULTS.get(self._count % CYCLE):
            self._owed.append(fault)
        if self._owed and page not in self._refused:
            self._refused.add(page)
            return self._owed.popleft(), 0.0
        self._refused.discard(page)
        return 200, PAUSES.get(self._count % (2 * CYCLE), 0.0)


class CivilAffairsApi:
    """The API as a system of the city."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._token = home.secret("civil_affairs_api")
        self._path = register_path(home.root)
        self._register = Register(self._path)
        self._temper = Temper()
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def start(self) -> None:
        """Writes the register at the first start, and serves it."""
        self._home.folder("civil_affairs")
        if not self._path.exists():
            write_register(self._path, packed(PACKED))
        app = web.Application()
        app.router.add_get("/api/v1/divisions", self._divisions)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        door = self._home.listen("civil_affairs_api")
        await web.SockSite(self._runner, door).start()
        self._port = door.getsockname()[1]

    async def stop(self) -> None:
        """Lets no request hold up the end for more than half a second."""
        if self._runner:
            await self._runner.cleanup()

    def connections(self) -> dict[str, Connection]:
        """One HTTP connection; the token is its password."""
        connection: Connection = {
            "conn_type": "http",
            "host": HOST,
            "port": self._port,
            "login": None,
            "password": self._token,
            "schema": "http",
            "extra": {},
        }
        return {"civil_affairs_api": connection}

    async def _divisions(self, request: web.Request) -> web.Response:
        given = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self._token}".encode()):
            return _problem(401, "a valid token is needed: Authorization: Bearer <token>")
        try:
            page = int(request.query.get("page", "1"))
            size = int(request.query.get("page_size", str(PAGE_SIZE)))
        except ValueError:
            return _problem(400, "page and page_size are whole numbers")
        if page < 1 or not 1 <= size <= LARGEST_PAGE:
            return _problem(400, f"page starts at 1, page_size is 1 to {LARGEST_PAGE}")
        status, pause = self._temper.next(f"{page}/{size}")
        if status != 200:
            return _problem(status, "the service is busy, ask again for the same page")
        await asyncio.sleep(pause)
        return web.json_response(_page(self._register.edition(), page, size), dumps=_dumps)


def _page(edition: Edition, page: int, size: int) -> dict[str, object]:
    return {
        "total": len(edition.rows),
        "page": page,
        "pages": -(-len(edition.rows) // size),
        "page_size": size,
        "version": edition.version,
        "data": [row._asdict() for row in edition.rows[(page - 1) * size : page * size]],
    }


def _problem(status: int, message: str) -> web.Response:
    headers = {429: {"Retry-After": "1"}, 401: {"WWW-Authenticate": "Bearer"}}.get(status)
    return web.json_response({"error": message}, status=status, headers=headers, dumps=_dumps)
