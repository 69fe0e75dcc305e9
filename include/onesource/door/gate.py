"""Stands before every address of the door: who asks, how often, how much.

What is not declared open needs a token that holds; a room that is added needs one without
doing anything. Every refusal is logged with its reason, which who asks is not told.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from functools import partial

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from onesource.door import attempts, tokens
from onesource.door.bureau import Bureau
from onesource.door.problems import problem
from onesource.door.tokens import Holder, Turned
from onesource.errors import Unreachable
from onesource.web import guard
from onesource.web.guard import Turns

log = logging.getLogger(__name__)
SAFE = {
    **guard.HEADERS,
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000",
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
        base = self.bureau.base
        try:
            holder = tokens.holder(base, shown if scheme.lower() == "bearer" else "")
        except Turned as error:
            attempts.refused(base, error.who, scope, error.message)
            return problem(401, {"WWW-Authenticate": "Bearer"})
        except Unreachable:
            log.exception("the base database does not answer")
            return problem(503, {"Retry-After": "30"})
        if self.bureau.facts(holder.provider) is None:
            attempts.refused(base, holder.who, scope, f"{holder.provider} is not declared")
            return problem(403)
        wait = self.turns.wait(holder.who)
        if wait:
            log.warning("%s asks too often", holder.who)
            return problem(429, {"Retry-After": str(wait)})
        return holder
