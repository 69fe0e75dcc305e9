"""Addresses of the desk: what is looked for stands in them, ids and names alone."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

WORTHLESS = ("", False, None)  # what is not asked for


def query(told: Mapping[str, object], place: str = "") -> str:
    """The query that asks for what is told, the first page unsaid; place: where on the page it leads."""
    kept = {
        name: 1 if value is True else value
        for name, value in told.items()
        if value not in WORTHLESS and (name, value) != ("page", 1)
    }
    return f"?{urlencode(kept)}{f'#{place}' if place else ''}"
