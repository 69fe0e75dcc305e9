"""Stands before every page of the door: who is logged in, whether the form is theirs, how often they ask.

What is not declared open needs a session; a page that is added needs one without doing anything.
"""

from __future__ import annotations

import hmac
import logging
from functools import partial
from urllib.parse import urlsplit

import sqlalchemy as sa
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from onesource.door import accounts, attempts
from onesource.door.accounts import Clerk
from onesource.door.bureau import Bureau
from onesource.door.people import pages
from onesource.errors import Unreachable
from onesource.web import guard
from onesource.web.guard import Turns

log = logging.getLogger(__name__)
LOGIN, STATIC = "/login", "/static/"
OPEN = {LOGIN, f"{LOGIN}/now"}
COOKIE = "onesource_door"
SAFE = {
    **guard.HEADERS,
    "Content-Security-Policy": f"{guard.PAGES}'none'",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Frame-Options": "DENY",
}
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


class Entrance:
    """Lets through who is logged in, as often as they may; sends others to the log-in."""

    def __init__(self, app: ASGIApp, bureau: Bureau) -> None:
        self.app, self.bureau, self.turns = app, bureau, Turns(bureau.per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(STATIC):
            refusal = await to_thread.run_sync(partial(self._refusal, Request(scope)))
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        shown, state = request.cookies.get(COOKIE, ""), request.state
        try:
            clerk = accounts.clerk(self.bureau.base, shown) if shown else None
        except (Unreachable, sa.exc.OperationalError):
            log.exception("the base database does not answer")
            return pages.problem(request, 503)
        state.clerk, state.shown = clerk, shown
        if request.method in CHANGING and not _from_here(request):
            self._note(request, clerk, "a form of another site")
            return pages.problem(request, 403)
        if clerk is None:
            return None if request.url.path in OPEN else _to_log_in(request)
        if self.bureau.facts(clerk.provider) is None:
            self._note(request, clerk, f"{clerk.provider} is not declared")
            return pages.problem(request, 403)
        return pages.problem(request, 429) if self.turns.wait(clerk.account) else None

    def _note(self, request: Request, clerk: Clerk | None, why: str) -> None:
        who = clerk.account if clerk else None
        attempts.refused(self.bureau.base, who, request.scope, why)


def _to_log_in(request: Request) -> Response:
    if request.method in CHANGING:
        return pages.problem(request, 401)  # what was written is not taken for sent
    return RedirectResponse(LOGIN, 303)


def _from_here(request: Request) -> bool:
    """Whether a browser sends this from a page of ours; what is no browser says neither."""
    told = Headers(scope=request.scope)
    site, origin = told.get("sec-fetch-site"), told.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or urlsplit(origin).netloc == told.get("host")


async def sealed(request: Request) -> None:
    """Refuses a form that was not given to this session."""
    told, known = (await request.form()).get("seal"), accounts.seal(request.state.shown)
    if not (isinstance(told, str) and hmac.compare_digest(told.encode(), known.encode())):
        who, base = request.state.clerk.account, request.app.state.bureau.base
        why = "a form that was not given to this session"
        await to_thread.run_sync(attempts.refused, base, who, request.scope, why)
        raise HTTPException(403)
