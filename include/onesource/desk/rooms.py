"""The pages of the desk, each with its address, what it shows, and the roles for which it opens."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import Form, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from onesource import audit, clock
from onesource.desk import cases, catalogue, datum, feeds, pages, rows
from onesource.desk.address import query
from onesource.desk.board import LONGEST, STATES, Wanted
from onesource.desk.drawing import drawn
from onesource.desk.gate import visitor_of
from onesource.desk.host import Role
from onesource.desk.lineage import Map, View
from onesource.store.sql import statement

State = Annotated[str, Query(pattern=f"^({'|'.join(STATES)})?$")]
TEXT = r"^[^\x00]*$"  # what a database can hold
Search = Annotated[str, Query(max_length=LONGEST, pattern=TEXT)]
Page = Annotated[int, Query(ge=1, le=100_000)]
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


def _map(request: Request) -> Map:
    bureau = request.app.state.bureau()
    rows = bureau.base.rows(statement("base/desk/in_force"))
    told = {row["path"]: row["accepted"] for row in rows}
    return Map(bureau.catalog(), clock.today(), told)


def _flows(request: Request, view: View | None) -> HTMLResponse:
    if view is None:
        return pages.problem(request, 404)
    return pages.page(request, "lineage", view=view, picture=drawn(view))


def _lineage(request: Request) -> HTMLResponse:
    """Where everything comes from and goes to."""
    return _flows(request, _map(request).everything())


def _from_department(request: Request, provider: str) -> HTMLResponse:
    """What a department delivers, and where it goes."""
    return _flows(request, _map(request).department(provider))


def _from_feed(request: Request, provider: str, feed: str) -> HTMLResponse:
    """What a feed tells, and of what."""
    return _flows(request, _map(request).feed(f"{provider}/{feed}"))


def _to_entity(request: Request, library: str, entity: str) -> HTMLResponse:
    """What an entity is made of."""
    return _flows(request, _map(request).entity(library, entity))


def _to_element(request: Request, library: str, entity: str, element: str) -> HTMLResponse:
    """By which columns an element is told, and whose word stands."""
    return _flows(request, _map(request).element(library, entity, element))


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
    "/lineage": Room(_lineage),
    "/lineage/departments/{provider}": Room(_from_department),
    "/lineage/elements/{library}/{entity}/{element}": Room(_to_element),
    "/lineage/entities/{library}/{entity}": Room(_to_entity),
    "/lineage/feeds/{provider}/{feed}": Room(_from_feed),
}
