"""Puts the desk together: the gate, the pages behind it, and what is said where something fails."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Annotated, cast
from uuid import UUID

import sqlalchemy as sa
from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from onesource import clock
from onesource.desk import cases, catalogue, feeds, gate, overview, pages, rows
from onesource.desk.board import LONGEST, STATES, Wanted
from onesource.desk.gate import Gate
from onesource.desk.host import Host
from onesource.door.bureau import Bureau
from onesource.door.gate import Sealed
from onesource.errors import Unreachable

log = logging.getLogger(__name__)
State = Annotated[str, Query(pattern=f"^({'|'.join(STATES)})?$")]
Search = Annotated[str, Query(max_length=LONGEST)]
Page = Annotated[int, Query(ge=1, le=100_000)]


def desk(bureau: Callable[[], Bureau], host: Host) -> ASGIApp:
    """The whole application, to be mounted or served; `bureau` is asked for by the pages, behind the gate."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.gather = overview.Gatherer(bureau, host).gather
    app.state.bureau, app.state.host = bureau, host
    for path, shown in ROUTES.items():
        app.add_api_route(path, shown, methods=["GET", "HEAD"])
    app.mount("/static", StaticFiles(directory=pages.FOLDER / "static"))
    app.add_middleware(Gate, host=host)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Unreachable, _down)
    app.add_exception_handler(sa.exc.OperationalError, _down)
    app.add_exception_handler(Exception, _failed)
    return Sealed(app, gate.SAFE)


def _overview(request: Request, state: State = "", q: Search = "", page: Page = 1) -> HTMLResponse:
    """What needs a person now, the libraries, the feeds, and the cases that wait."""
    told = request.app.state.gather(Wanted(state, q.strip(), page))
    return pages.page(request, "overview", told=told)


def _cases(request: Request, wanted: Annotated[cases.Wanted, Query()]) -> HTMLResponse:
    """The cases that are looked for."""
    return pages.page(request, "cases", found=cases.found(request.app.state.bureau(), wanted))


def _case(request: Request, case: UUID) -> HTMLResponse:
    """One case, its log, and the steps that are open."""
    state = request.app.state
    shown = cases.shown(state.bureau(), str(case), state.host.adjudications())
    return pages.page(request, "case", shown=shown) if shown else pages.problem(request, 404)


def _rows(request: Request, case: UUID, after: UUID | None = None) -> HTMLResponse:
    """A page of a case's rows, both sides next to each other."""
    told = rows.shown(request.app.state.bureau(), str(case), str(after or rows.FIRST))
    return pages.page(request, "rows", shown=told) if told else pages.problem(request, 404)


def _feed(request: Request, provider: str, feed: str, page: Page = 1) -> HTMLResponse:
    """One feed's batches and what was agreed on."""
    state = request.app.state
    shown = feeds.shown(state.bureau(), state.host, f"{provider}/{feed}", page)
    return pages.page(request, "feed", shown=shown) if shown else pages.problem(request, 404)


def _catalogue(request: Request, q: Search = "", page: Page = 1) -> HTMLResponse:
    """How far each entity is covered, and the resources that are looked for."""
    catalog, day = request.app.state.bureau().catalog(), clock.today()
    told = catalogue.matrices(catalog, day)
    sought = catalogue.resources(catalog, q.strip(), page)
    return pages.page(request, "catalogue", matrices=told, sought=sought, day=day)


def _matrix(request: Request, library: str, entity: str) -> HTMLResponse:
    """Who is the source of what of an entity, who is compared, what has none."""
    day = clock.today()
    told = catalogue.matrix(request.app.state.bureau().catalog(), library, entity, day)
    if told is None:
        return pages.problem(request, 404)
    return pages.page(request, "matrix", matrix=told, day=day)


ROUTES: dict[str, Callable[..., HTMLResponse]] = {
    "/": _overview,
    "/catalogue": _catalogue,
    "/catalogue/{library}/{entity}": _matrix,
    "/cases": _cases,
    "/cases/{case}": _case,
    "/cases/{case}/rows": _rows,
    "/feeds/{provider}/{feed}": _feed,
}


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
