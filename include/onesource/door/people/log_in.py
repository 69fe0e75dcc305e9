"""Logging in and out, and another password."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request
from starlette.responses import RedirectResponse, Response

from onesource import audit
from onesource.door import accounts, attempts
from onesource.door.people import pages
from onesource.door.people.entrance import COOKIE, LOGIN
from onesource.door.tokens import Turned
from onesource.errors import Refused

Typed = Annotated[str, Form(max_length=500)]


def form(request: Request) -> Response:
    """Where people log in; who is leads on."""
    return RedirectResponse("/", 303) if request.state.clerk else pages.page(request, "log_in")


def enter(request: Request, account: Typed = "", password: Typed = "") -> Response:
    """Opens a session for whose account and password these are; nobody learns what of them was wrong."""
    state = request.app.state
    base, name = state.bureau.base, account.strip().lower()
    client = request.client.host if request.client else "?"
    waits = [state.tries.wait(who) for who in (f"from {client}", f"as {name}")]
    if any(waits):
        attempts.refused(base, None, request.scope, "too many log-ins")
        response = pages.page(request, "log_in", 429, fault="often")
        response.headers["Retry-After"] = str(max(waits))
        return response
    try:
        clerk = accounts.check(base, name, password)
    except Turned as error:
        attempts.refused(base, error.who, request.scope, error.message)
        return pages.page(request, "log_in", 403, fault="wrong")
    if request.state.clerk:
        accounts.close(base, request.state.shown)
    shown = accounts.opened(base, clerk)
    audit.note(base, audit.Entry(clerk.account, [attempts.ROLE], "log_in", clerk.provider))
    inside = RedirectResponse("/", 303)
    inside.set_cookie(
        COOKIE,
        shown,
        httponly=True,
        samesite="strict",
        secure=state.secure or request.url.scheme == "https",
    )
    return inside


def leave(request: Request) -> Response:
    """Ends the session."""
    accounts.close(request.app.state.bureau.base, request.state.shown)
    response = RedirectResponse(LOGIN, 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


def account(request: Request) -> Response:
    """Who is logged in, and the form for another password."""
    return pages.page(request, "account")


def change(request: Request, known: Typed = "", wanted: Typed = "", again: Typed = "") -> Response:
    """Takes another password; sessions elsewhere end."""
    state, clerk = request.app.state, request.state.clerk
    if wanted != again:
        return pages.page(request, "account", 400, fault="differs")
    if state.tries.wait(f"as {clerk.account}"):
        return pages.page(request, "account", 429, fault="often")
    try:
        accounts.change(state.bureau.base, clerk, request.state.shown, known, wanted)
    except Turned as error:
        attempts.refused(state.bureau.base, clerk.account, request.scope, error.message)
        return pages.page(request, "account", 403, fault="wrong")
    except Refused:
        return pages.page(request, "account", 400, fault="short")
    return pages.page(request, "account", done=True)
