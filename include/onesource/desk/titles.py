"""What a side is called on a page; a slug stands for who is not, or not rightly, declared."""

from __future__ import annotations

from onesource.catalog import Catalog
from onesource.catalog.provider import BUREAU


def titled(catalog: Catalog, side: str) -> str:
    """A provider's title; empty for the bureau itself, whose name is the page's language's."""
    if side == BUREAU:
        return ""
    known = catalog.providers.get(side)
    return known.title if known else side
