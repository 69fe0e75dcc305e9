"""Stands before every address of the door: who asks, how often, how much.

What is not declared open needs a token that holds; a room that is added needs one without
doing anything. Every refusal is logged with its reason, which who asks is not told.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Collection, Mapping
from functools import partial

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onesource.door import tokens
from onesource.door.bureau import Bureau
from onesource.door.problems import problem
from onesource.door.tokens import Holder, Turned
from onesource.errors import Unreachable

log = logging.getLogger(__name__)
LARGEST = 4 << 20  # bytes of a body
SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Gate:
    """Lets through who shows a token that holds, as often as it may; the rest is refused."""

    def __init__(self, app: ASGIApp, bureau: Bureau, without_token: Collection[str]) -> None:
        self.app, self.bureau, self.without_token = app, bureau, without_token
        self.turns = Turns(bureau.per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in self.without_token:
            passed = await to_thread.run_sync(partial(self._pass, scope))
            if isinstance(passed, Response):
                await passed(scope, receive, send)
                return
            scope.setdefault("state", {})["holder"] = passed
        await self.app(scope, receive, send)

    def _pass(self, scope: Scope) -> Holder | Response:
        scheme, _, shown = Headers(scope=scope).get("authorization", "").partition(" ")
        asked = (scope["method"], scope["path"], (scope.get("client") or ("?",))[0])
        try:
            holder = tokens.holder(self.bureau.base, shown if scheme.lower() == "bearer" else "")
        except Turned as error:
            log.warning("refused %s %r from %s: %s", *asked, error.message)
            return problem(401, {"WWW-Authenticate": "Bearer"})
        except Unreachable:
            log.exception("the base database does not answer")
            return problem(503, {"Retry-After": "30"})
        whose = f"token {holder.token_id} of {holder.provider}"
        if self.bureau.facts(holder.provider) is None:
            log.warning("refused %s %r from %s: %s, which is not declared", *asked, whose)
            return problem(403)
        wait = self.turns.wait(holder.token_id)
        if wait:
            log.warning("refused %s %r from %s: %s asks too often", *asked, whose)
            return problem(429, {"Retry-After": str(wait)})
        return holder


class Turns:
    """How often each token may ask: `per_minute` at once, then as many a minute, in this process."""

    def __init__(self, per_minute: int) -> None:
        self.most, self.rate = float(per_minute), per_minute / 60
        self.left: dict[str, tuple[float, float]] = {}

    def wait(self, who: str) -> int:
        """Takes a turn and gives 0; or the whole seconds until there is one."""
        now = time.monotonic()
        left, at = self.left.get(who, (self.most, now))
        left = min(self.most, left + (now - at) * self.rate)
        self.left[who] = (left - 1 if left >= 1 else left, now)
        return 0 if left >= 1 else math.ceil((1 - left) / self.rate)


class Bounds:
    """Refuses a body that is larger than any honest one, however it is announced."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > LARGEST:
                raise HTTPException(413)
            return message

        if scope["type"] == "http":
            told = Headers(scope=scope).get("content-length", "")
            if told.isdecimal() and int(told) > LARGEST:
                await problem(413)(scope, receive, send)
                return
        await self.app(scope, bounded, send)


class Sealed:
    """Gives every answer, the ones to failures too, the headers that keep a browser from harm."""

    def __init__(self, app: ASGIApp, safe: Mapping[str, str] = SAFE) -> None:
        self.app, self.safe = app, safe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.safe)
            await send(message)

        await self.app(scope, receive, sealed)
