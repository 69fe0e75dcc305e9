"""An HTTP/JSON interface behind a token, for the departments that offer one.

Decides who is answered and in which order things are looked at: the token, the
question, the temper, the answer. What is answered are resources, one a path.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from aiohttp import web

from demo.home import HOST, Home
from demo.system import Connection
from demo.temper import Temper

Answer = Callable[[], dict[str, Any]]

_dumps = partial(json.dumps, ensure_ascii=False)


class Resource(Protocol):
    """What stands behind one path."""

    def asked(self, query: Mapping[str, str]) -> Answer:
        """What makes the answer to a question. Raises ValueError for one that makes no sense."""


class Interface:
    """The server; its connection has its name, and the token for a password."""

    def __init__(
        self, home: Home, name: str, temper: Temper, resources: Mapping[str, Resource]
    ) -> None:
        self._home = home
        self._name = name
        self._temper = temper
        self._resources = resources
        self._token = home.secret(name)
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def start(self) -> None:
        """Begins to answer."""
        app = web.Application()
        for path, resource in self._resources.items():
            app.router.add_get(path, partial(self._answer, resource))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        door = self._home.listen(self._name)
        await web.SockSite(self._runner, door).start()
        self._port = door.getsockname()[1]

    async def stop(self) -> None:
        """Lets no request hold up the end for more than half a second."""
        if self._runner:
            await self._runner.cleanup()

    def connections(self) -> dict[str, Connection]:
        """One HTTP connection."""
        return {
            self._name: {
                "conn_type": "http",
                "host": HOST,
                "port": self._port,
                "login": None,
                "password": self._token,
                "schema": "http",
                "extra": {},
            }
        }

    async def _answer(self, resource: Resource, request: web.Request) -> web.Response:
        given = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self._token}".encode()):
            return _problem(401, "a valid token is needed: Authorization: Bearer <token>")
        try:
            answer = resource.asked(request.query)
        except ValueError as error:
            return _problem(400, str(error))
        status, pause = self._temper.next(f"{request.path}?{sorted(request.query.items())}")
        if status != 200:
            return _problem(status, "the service is busy, ask again for the same page")
        await asyncio.sleep(pause)
        return web.json_response(answer(), dumps=_dumps)


def _problem(status: int, message: str) -> web.Response:
    headers = {429: {"Retry-After": "1"}, 401: {"WWW-Authenticate": "Bearer"}}.get(status)
    return web.json_response({"error": message}, status=status, headers=headers, dumps=_dumps)
