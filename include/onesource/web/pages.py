"""Makes pages: a template, the reader's language, and nothing that a value could smuggle in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from onesource import clock
from onesource.web.trend import points
from onesource.web.words import LANGUAGES, Texts, Words

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
YEAR = 366 * 24 * 3600


class Pages:
    """One application's pages.

    folder: its templates, beside those that all have. texts: its words. cookie: by which a
    reader's language is remembered. also: what every page is told besides.
    """

    def __init__(
        self,
        folder: Path,
        texts: Texts,
        cookie: str,
        also: Callable[[Request], Mapping[str, Any]] = lambda _: {},
    ) -> None:
        self.texts, self.cookie, self.also = texts, cookie, also
        self.environment = Environment(
            loader=FileSystemLoader([folder, FOLDER / "pages"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters |= {"points": points, "count": _count, "day": _day}

    def page(self, request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page in the reader's language, which is remembered where it was just chosen."""
        words = self.words(request)
        told = {
            "say": words,
            "here": request.scope.get("root_path", ""),
            "place": request.url.path.rpartition("/")[0] if request.method == "POST" else "",
            "others": [
                (one, str(request.url.include_query_params(lang=one).query))
                for one in LANGUAGES
                if one != words.language
            ],
            **self.also(request),
        }
        content = self.environment.get_template(f"{name}.html.j2").render(**told, **values)
        response = HTMLResponse(content, status)
        if request.query_params.get("lang") == words.language:
            path, language = told["here"] or "/", words.language
            response.set_cookie(
                self.cookie, language, max_age=YEAR, path=path, httponly=True, samesite="lax"
            )
        return response

    def problem(self, request: Request, status: int, reference: str = "") -> HTMLResponse:
        """The page that says why there is none."""
        known = status if f"problem.{status}" in self.texts else 500
        return self.page(request, "problem", status, known=known, reference=reference)

    def words(self, request: Request) -> Words:
        """The reader's language: as chosen now, as remembered, else Chinese."""
        for told in (request.query_params.get("lang"), request.cookies.get(self.cookie)):
            if told in LANGUAGES:
                return Words(told, self.texts)
        return Words(LANGUAGES[0], self.texts)


def _count(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _day(value: Any) -> str:
    """A date, or a moment in China's time."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.BUREAU_TIME):%Y-%m-%d %H:%M}"
    return str(value)
