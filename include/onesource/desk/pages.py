"""The desk's pages, as who looks at them may see them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.requests import Request

from onesource.desk.words import WORDS
from onesource.web.pages import Pages


def _told(request: Request) -> dict[str, Any]:
    """As what the reader may look; nothing where nobody is known."""
    visitor = getattr(request.state, "visitor", None)
    return {"roles": visitor.roles if visitor else frozenset()}


PAGES = Pages(Path(__file__).parent / "pages", WORDS, "onesource_desk_language", _told)
page, problem, words_of = PAGES.page, PAGES.problem, PAGES.words
