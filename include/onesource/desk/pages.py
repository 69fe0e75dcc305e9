"""Makes pages: a template, the reader's language, and nothing that a value could smuggle in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from onesource import clock
from onesource.desk.trend import points
from onesource.desk.words import LANGUAGES, Words

FOLDER = Path(__file__).parent
COOKIE = "onesource_desk_language"
YEAR = 366 * 24 * 3600
_environment = Environment(
    loader=FileSystemLoader(FOLDER / "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["points"] = points
_environment.filters["count"] = lambda value: "–" if value is None else f"{value:,}"
_environment.filters["day"] = lambda value: "–" if value is None else _day(value)


def page(request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in the reader's language, which is remembered where it was just chosen."""
    chosen = request.query_params.get("lang")
    words = words_of(request)
    told = {
        "say": words,
        "here": request.scope.get("root_path", ""),
        "roles": _roles(request),
        "place": request.url.path.rpartition("/")[0] if request.method == "POST" else "",
        "others": [
            (one, str(request.url.include_query_params(lang=one).query))
            for one in LANGUAGES
            if one != words.language
        ],
    }
    content = _environment.get_template(f"{name}.html.j2").render(**told, **values)
    response = HTMLResponse(content, status)
    if chosen == words.language:
        path = told["here"] or "/"
        response.set_cookie(COOKIE, chosen, max_age=YEAR, path=path, httponly=True, samesite="lax")
    return response


def problem(request: Request, status: int, reference: str = "") -> HTMLResponse:
    """The page that says why there is none."""
    known = status if status in (400, 401, 403, 404, 405, 429, 503) else 500
    return page(request, "problem", status, known=known, reference=reference)


def words_of(request: Request) -> Words:
    """The reader's language: as chosen now, as remembered, else Chinese."""
    for told in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if told in LANGUAGES:
            return Words(told)
    return Words(LANGUAGES[0])


def _roles(request: Request) -> frozenset[str]:
    """As what the reader may look; nothing where nobody is known."""
    visitor = getattr(request.state, "visitor", None)
    return visitor.roles if visitor else frozenset()


def _day(value: Any) -> str:
    """A date, or a moment in China's time."""
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.BUREAU_TIME):%Y-%m-%d %H:%M}"
    return str(value)
