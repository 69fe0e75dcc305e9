"""Stands before every page: who is not logged in, or may not look, sees none of it.

What is not declared open needs a visitor with a role; a page that is added needs one without
doing anything. Every refusal is logged, and of whom is known written to the audit log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from onesource import audit
from onesource.desk import pages
from onesource.desk.host import Host, Role, Visitor
from onesource.errors import OneSourceError
from onesource.web import guard

log = logging.getLogger(__name__)
OPEN = "/static/"  # how pages look, the refusals too
SAFE = {
    **guard.HEADERS,
    "Content-Security-Policy": f"{guard.PAGES}'self'",
    "X-Frame-Options": "SAMEORIGIN",
}


class Gate:
    """Lets through whom the host knows and allows."""

    def __init__(self, app: ASGIApp, host: Host) -> None:
        self.app, self.host = app, host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _path(scope).startswith(OPEN):
            refusal = await self._refusal(Request(scope))
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _refusal(self, request: Request) -> Response | None:
        visitor = await self.host.visitor(request)
        request.state.visitor = visitor
        if visitor is not None and visitor.roles:
            return None
        if visitor is not None:
            return await run_in_threadpool(refused, request)
        log.warning("refused %s %r to nobody", request.method, request.url.path)
        return pages.problem(request, 401)


class NotTheirs(HTTPException):
    """A page for a role that the visitor has not."""

    def __init__(self) -> None:
        super().__init__(403)


def needs(*roles: Role) -> Callable[[Request], None]:
    """Refuses a visitor who has none of these roles."""

    def held(request: Request) -> None:
        if not visitor_of(request).roles.intersection(roles):
            raise NotTheirs

    return held


def visitor_of(request: Request) -> Visitor:
    """Who asks, as the gate let them through."""
    visitor: Visitor = request.state.visitor
    return visitor


def refused(request: Request) -> Response:
    """Says no to a visitor, and writes the attempt down; where it cannot be, the log has it."""
    visitor, about = visitor_of(request), f"{request.method} {_path(request.scope)}"
    log.warning("refused %s to %r", about, visitor.name)
    try:
        base = request.app.state.bureau().base
    except OneSourceError:
        log.exception("the base database is not known")
    else:
        audit.note(
            base, audit.Entry(visitor.name, visitor.roles, "refused", about[: audit.LONGEST])
        )
    return pages.problem(request, 403)


def _path(scope: Scope) -> str:
    """The path within the desk, wherever it is mounted."""
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))
