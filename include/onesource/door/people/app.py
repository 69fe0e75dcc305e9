"""Puts the pages together: the entrance, the rooms behind it, and what is said where something fails."""

from __future__ import annotations

import logging
import secrets
from typing import cast

import sqlalchemy as sa
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from onesource.door import attempts
from onesource.door.attempts import NotTheirs
from onesource.door.bureau import Bureau
from onesource.door.people import pages
from onesource.door.people.entrance import OPEN, SAFE, Entrance, sealed
from onesource.door.people.rooms import ROUTES, SENT
from onesource.errors import Unreachable
from onesource.notice.workbook import LARGEST
from onesource.web.guard import Bounds, Sealed, Turns
from onesource.web.pages import STATIC

log = logging.getLogger(__name__)
TRIES = 10  # log-ins a minute: for one account, and from one address
ENVELOPE = 1 << 20  # bytes of a form around its file


def people(bureau: Bureau, secure: bool) -> ASGIApp:
    """The pages of a bureau's door. secure: sessions are shown over TLS alone."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.bureau, app.state.secure = bureau, secure
    app.state.tries = Turns(TRIES)
    for path, room in ROUTES.items():
        kept = [Depends(sealed)] if room.methods == SENT and path not in OPEN else []
        app.add_api_route(path, room.shown, methods=list(room.methods), dependencies=kept)
    app.mount("/static", StaticFiles(directory=STATIC))
    larger = {"/answers/file": LARGEST + ENVELOPE}
    app.add_middleware(
        Bounds, refusal=lambda scope: pages.problem(Request(scope), 413), larger=larger
    )
    app.add_middleware(Entrance, bureau=bureau)
    app.add_exception_handler(NotTheirs, _not_theirs)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Unreachable, _busy)
    app.add_exception_handler(sa.exc.OperationalError, _busy)
    app.add_exception_handler(Exception, _failed)
    return Sealed(app, SAFE)


def _not_theirs(request: Request, _error: Exception) -> Response:
    who, base = request.state.clerk.account, request.app.state.bureau.base
    attempts.strange(base, who, request.scope)
    return pages.problem(request, 404)


def _http(request: Request, error: Exception) -> Response:
    return pages.problem(request, cast(HTTPException, error).status_code)


def _invalid(request: Request, _error: Exception) -> Response:
    return pages.problem(request, 400)


def _busy(request: Request, error: Exception) -> Response:
    log.error("a page could not be made: %s", error, exc_info=error)
    response = pages.problem(request, 503)
    response.headers["Retry-After"] = "30"
    return response


def _failed(request: Request, error: Exception) -> Response:
    reference = secrets.token_hex(4).upper()
    log.error("%s failed, reference %s", request.url.path, reference, exc_info=error)
    return pages.problem(request, 500, reference)
