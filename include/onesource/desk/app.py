"""Puts the desk together: the gate, the pages behind it, and what is said where something fails."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import cast

import sqlalchemy as sa
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from onesource.desk import gate, overview, pages
from onesource.desk.gate import Gate, needs
from onesource.desk.host import Host
from onesource.desk.rooms import ROUTES
from onesource.door.bureau import Bureau
from onesource.errors import Unreachable
from onesource.web.guard import Bounds, Sealed, Turns
from onesource.web.pages import STATIC

log = logging.getLogger(__name__)
LOOKS = 30  # look-ups a minute of one visitor, in one process


def desk(bureau: Callable[[], Bureau], host: Host) -> ASGIApp:
    """The whole application, to be mounted or served; `bureau` is asked for by the pages, behind the gate."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.gather = overview.Gatherer(bureau, host).gather
    app.state.bureau, app.state.host = bureau, host
    app.state.looks = Turns(LOOKS)
    for path, room in ROUTES.items():
        app.add_api_route(
            path, room.shown, methods=list(room.methods), dependencies=[Depends(needs(*room.roles))]
        )
    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_middleware(Bounds, refusal=lambda scope: pages.problem(Request(scope), 413))
    app.add_middleware(Gate, host=host)
    app.add_exception_handler(gate.NotTheirs, _not_theirs)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Unreachable, _down)
    app.add_exception_handler(sa.exc.OperationalError, _down)
    app.add_exception_handler(Exception, _failed)
    return Sealed(app, gate.SAFE)


def _not_theirs(request: Request, _error: Exception) -> Response:
    return gate.refused(request)


def _http(request: Request, error: Exception) -> HTMLResponse:
    return pages.problem(request, cast(HTTPException, error).status_code)


def _invalid(request: Request, _error: Exception) -> HTMLResponse:
    return pages.problem(request, 400)


def _down(request: Request, error: Exception) -> HTMLResponse:
    log.error("a page could not be made: %s", error, exc_info=error)
    response = pages.problem(request, 503)
    response.headers.update({"Retry-After": "30", "Refresh": "30"})
    return response


def _failed(request: Request, error: Exception) -> HTMLResponse:
    reference = secrets.token_hex(4).upper()
    log.error("%s failed, reference %s", request.url.path, reference, exc_info=error)
    return pages.problem(request, 500, reference)
