"""Stands before whole applications: how much may be sent, how often, and what every answer carries."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 4 << 20  # bytes of a body
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PAGES = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors "
)
REMEMBERED = 10_000  # who asked lately, before those with all their turns are forgotten


class Turns:
    """How often each of those who ask may: `per_minute` at once, then as many a minute, in this process."""

    def __init__(self, per_minute: int) -> None:
        self.most, self.rate = float(per_minute), per_minute / 60
        self.left: dict[str, tuple[float, float]] = {}

    def wait(self, who: str) -> int:
        """Takes a turn and gives 0; or the whole seconds until there is one."""
        now = time.monotonic()
        left = self._left(self.left.get(who, (self.most, now)), now)
        if len(self.left) >= REMEMBERED:
            self.left = {
                one: known for one, known in self.left.items() if self._left(known, now) < self.most
            }
        self.left[who] = (left - 1 if left >= 1 else left, now)
        return 0 if left >= 1 else math.ceil((1 - left) / self.rate)

    def _left(self, known: tuple[float, float], now: float) -> float:
        left, at = known
        return min(self.most, left + (now - at) * self.rate)


class Bounds:
    """Refuses a body that is larger than any honest one, however it is announced.

    larger: the bytes of a body at addresses where more than LARGEST is honest.
    """

    def __init__(
        self,
        app: ASGIApp,
        refusal: Callable[[Scope], ASGIApp],
        larger: Mapping[str, int] | None = None,
    ) -> None:
        self.app, self.refusal, self.larger = app, refusal, larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read, most = 0, self.larger.get(scope.get("path", ""), LARGEST)

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413)
            return message

        if scope["type"] == "http":
            told = Headers(scope=scope).get("content-length", "")
            if told.isdecimal() and int(told) > most:
                await self.refusal(scope)(scope, receive, send)
                return
        await self.app(scope, bounded, send)


class Sealed:
    """Gives every answer, the ones to failures too, the headers that keep a browser from harm."""

    def __init__(self, app: ASGIApp, safe: Mapping[str, str]) -> None:
        self.app, self.safe = app, safe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                for name, value in self.safe.items():
                    told.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, sealed)
