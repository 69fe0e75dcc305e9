"""Puts the desk together: the gate, the pages behind it, and what is said where something fails."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Annotated, NamedTuple, cast
from uuid import UUID

import sqlalchemy as sa
from fastapi import Depends, FastAPI, Form, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from onesource import audit, clock
from onesource.desk import cases, catalogue, datum, feeds, gate, overview, pages, rows
from onesource.desk.address import query
from onesource.desk.board import LONGEST, STATES, Wanted
from onesource.desk.gate import Gate, needs, visitor_of
from onesource.desk.host import Host, Role
from onesource.door.bureau import Bureau
from onesource.errors import Unreachable
from onesource.web.guard import Bounds, Sealed, Turns
from onesource.web.pages import STATIC

log = logging.getLogger(__name__)
State = Annotated[str, Query(pattern=f"^({'|'.join(STATES)})?$")]
TEXT = r"^[^\x00]*$"  # what a database can hold
Search = Annotated[str, Query(max_length=LONGEST, pattern=TEXT)]
Page = Annotated[int, Query(ge=1, le=100_000)]
LOOKS = 30  # look-ups a minute of one visitor, in one process
SHOWS = ("GET", "HEAD")
A_PAGE = 100  # entries of the audit log
SHORTEST = 4  # characters of a purpose
Act = Annotated[str, Query(pattern="^(look_up|log_in|refused)?$")]


class LookUp(BaseModel):
    """What the form asks: the entity's kind and key, and why; seal: that the desk gave it out."""

    entity: str = Field(max_length=130)
    key: str = Field(max_length=LONGEST, min_length=1, pattern=TEXT)
    purpose: str = Field(max_length=200, pattern=TEXT)
    seal: str = Field("", max_length=64)


class Room(NamedTuple):
    """A page: what shows it, who of these roles may open it, how it may be asked for."""

    shown: Callable[..., HTMLResponse]
    roles: tuple[Role, ...] = ("operator",)
    methods: tuple[str, ...] = SHOWS


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


def _datum(request: Request) -> HTMLResponse:
    """The form by which an entity is looked up."""
    return _asked(request)


def _look_up(request: Request, given: Annotated[LookUp, Form()]) -> HTMLResponse:
    """An entity: asked for in the body of a request, so that no address tells of anybody."""
    state, visitor = request.app.state, visitor_of(request)
    if not hmac.compare_digest(given.seal, state.host.seal(visitor)):
        return _asked(request, given, "stale", 403)
    if given.entity not in datum.entities(state.bureau().catalog()):
        return pages.problem(request, 400)
    if len(given.purpose.strip()) < SHORTEST:
        return _asked(request, given, "purpose", 400)
    if state.looks.wait(visitor.name):
        return _asked(request, given, "often", 429)
    asked = datum.Asked(given.entity, given.key, given.purpose.strip())
    found = datum.look_up(state.bureau(), visitor, asked)
    return _asked(request, given, "" if found else "unknown", 200 if found else 404, found)


def _asked(
    request: Request,
    given: LookUp | None = None,
    fault: str = "",
    status: int = 200,
    found: datum.Datum | None = None,
) -> HTMLResponse:
    state = request.app.state
    return pages.page(
        request,
        "datum",
        status,
        entities=datum.entities(state.bureau().catalog()),
        seal=state.host.seal(visitor_of(request)),
        given=given,
        fault=fault,
        datum=found,
    )


def _audit(
    request: Request,
    who: Search = "",
    act: Act = "",
    day: date | None = None,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> HTMLResponse:
    """Who looked whom up and why, and who was refused."""
    wanted = audit.Wanted(who.strip(), act, day, before)
    found = audit.found(request.app.state.bureau().base, wanted, A_PAGE + 1)
    following = found[A_PAGE - 1]["entry_id"] if len(found) > A_PAGE else None
    addresses = [
        query({**asdict(wanted), "before": after}) if after or shown else ""
        for after, shown in ((None, before), (following, following))
    ]
    return pages.page(request, "audit", wanted=wanted, entries=found[:A_PAGE], addresses=addresses)


ROUTES: dict[str, Room] = {
    "/": Room(_overview),
    "/audit": Room(_audit, ("auditor",)),
    "/catalogue": Room(_catalogue),
    "/catalogue/{library}/{entity}": Room(_matrix),
    "/cases": Room(_cases),
    "/cases/{case}": Room(_case),
    "/cases/{case}/rows": Room(_rows, ("steward", "adjudicator")),
    "/data": Room(_datum, ("steward", "adjudicator")),
    "/data/found": Room(_look_up, ("steward", "adjudicator"), ("POST",)),
    "/feeds/{provider}/{feed}": Room(_feed),
}


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
