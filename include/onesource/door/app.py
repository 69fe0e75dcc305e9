"""Puts the door together: the addresses for systems and the pages for people, each behind its own gate."""

from __future__ import annotations

import logging
from typing import cast

import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from onesource.door import api, attempts
from onesource.door.attempts import NotTheirs
from onesource.door.bureau import Bureau
from onesource.door.gate import SAFE, Gate
from onesource.door.people.app import people
from onesource.door.problems import Fault, problem
from onesource.errors import OneSourceError
from onesource.web.guard import Bounds, Sealed

log = logging.getLogger(__name__)
HEALTH, SCHEMA = "/health", "/api/v1/openapi.json"
SYSTEMS = ("/api/", HEALTH)


class Door:
    """Leads systems to their addresses and people to their pages."""

    def __init__(self, systems: ASGIApp, people: ASGIApp) -> None:
        self.systems, self.people = systems, people

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        to_systems = scope.get("path", HEALTH).startswith(SYSTEMS)
        await (self.systems if to_systems else self.people)(scope, receive, send)


def door(bureau: Bureau, secure: bool = False) -> ASGIApp:
    """The whole application, to be served. secure: browsers speak TLS with what stands before it."""
    return Door(systems(bureau), people(bureau, secure))


def systems(bureau: Bureau) -> ASGIApp:
    """The addresses for departments' systems."""
    app = FastAPI(
        title="一数一源 · 部门接口",
        summary="查询案件、提交答复、取回回执",
        version="1",
        openapi_url=SCHEMA,
        docs_url=None,  # its pages load scripts from elsewhere
        redoc_url=None,
    )
    app.state.bureau = bureau
    app.include_router(api.router)
    app.add_api_route(HEALTH, _health, include_in_schema=False)
    app.add_middleware(Bounds, refusal=lambda _: problem(413))
    app.add_middleware(Gate, bureau=bureau, without_token={HEALTH, SCHEMA})
    app.add_exception_handler(NotTheirs, _not_theirs)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(OneSourceError, _busy)
    app.add_exception_handler(sa.exc.OperationalError, _busy)
    app.add_exception_handler(Exception, _failed)
    return Sealed(app, SAFE)


def _health() -> dict[str, str]:
    return {"status": "ok"}


def _not_theirs(request: Request, _error: Exception) -> JSONResponse:
    holder, base = request.state.holder, request.app.state.bureau.base
    attempts.strange(base, holder.who, request.scope)
    return problem(404)


def _http(_request: Request, error: Exception) -> JSONResponse:
    told = cast(HTTPException, error)
    return problem(told.status_code, told.headers)


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    faults = [
        Fault(where=_plain(".".join(map(str, one["loc"]))), what=_plain(str(one["msg"])))
        for one in cast(RequestValidationError, error).errors()
    ]
    return problem(422, faults=faults)


def _plain(text: str) -> str:
    """A text that can be sent, whatever somebody called a field."""
    return text[:200].encode("utf-8", "replace").decode()


def _busy(_request: Request, error: Exception) -> JSONResponse:
    log.error("a call could not be done: %s", error, exc_info=error)
    return problem(503, {"Retry-After": "30"})


def _failed(_request: Request, _error: Exception) -> JSONResponse:
    """The server logs what it was."""
    return problem(500)
