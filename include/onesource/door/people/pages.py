"""The door's pages, as who is logged in sees them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.requests import Request

from onesource.door.accounts import seal
from onesource.door.people.words import WORDS
from onesource.web.pages import Pages


def _told(request: Request) -> dict[str, Any]:
    """Who looks, for which provider, and what their forms carry; nothing where nobody is logged in."""
    clerk = getattr(request.state, "clerk", None)
    facts = clerk and request.app.state.bureau.facts(clerk.provider)
    return {
        "account": clerk.account if clerk else "",
        "whose": facts.title if facts else "",
        "bureau": facts.bureau if facts else "",
        "seal": seal(request.state.shown) if clerk else "",
    }


PAGES = Pages(Path(__file__).parent / "pages", WORDS, "onesource_door_language", _told)
page, problem, words_of = PAGES.page, PAGES.problem, PAGES.words
