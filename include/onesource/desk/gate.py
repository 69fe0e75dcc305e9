"""Stands before every page: who is not logged in, or may not look, sees none of it.

What is not declared open needs a visitor; a page that is added needs one without doing
anything. Every refusal is logged.
"""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from onesource.desk import pages
from onesource.desk.host import Host

log = logging.getLogger(__name__)
OPEN = "/static/"  # how pages look, the refusals too
SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
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
        if visitor is not None and visitor.allowed:
            return None
        who = visitor.name if visitor else "nobody"
        log.warning("refused %s %r to %r", request.method, request.url.path, who)
        return pages.problem(request, 403 if visitor else 401)


def _path(scope: Scope) -> str:
    """The path within the desk, wherever it is mounted."""
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))
