"""What of a value is shown to whom: a code by its title, what is sensitive in part or in clear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onesource.catalog import Catalog
from onesource.catalog.library import Entity
from onesource.notice.values import masked

NOTHING, SHAPE, HIDDEN = "–", "▱", "******"
SHOWN = {"name": 1, "phone": 7, "number": 10, "address": 6, "date": 4}  # signs, of each sort
PERSONAL = "citizen_number"  # the standard of keys that are a person's


class Masks:
    """By what the values of one entity are shown; clear: to somebody who may see all of them."""

    def __init__(self, catalog: Catalog, library: str, entity: Entity, clear: bool) -> None:
        self.entity, self.clear = entity, clear
        self.personal = {
            f"{one.name}.{name}"
            for one in catalog.libraries.values()
            for name, known in one.entities.items()
            if known.key_standard == PERSONAL
        }
        self.codes = _codes(catalog, library, entity)

    def key(self, key: str) -> str:
        """The entity's own key."""
        return masked(key) if self.entity.key_standard == PERSONAL and not self.clear else key

    def value(self, element: str, value: Any) -> str:
        """A value of an element."""
        if value is None:
            return NOTHING
        declared = self.entity.elements.get(element)
        if declared is None:
            return NOTHING if not self.clear else str(value)
        if declared.type == "geometry":
            return SHAPE
        told = self.codes.get(element, {}).get(str(value), str(value))
        if self.clear:
            return told
        if declared.refers_to and self.personal.intersection(declared.refers_to.entities):
            return masked(told)
        return partly(declared.sensitive, told) if declared.sensitive else told


def partly(sort: str, text: str) -> str:
    """A sensitive text in part.

    name: its first sign; phone: the first three and the last four; number: as reports show
    keys; address: its first six signs, about as far as the county; date: its year. Of anything
    else, and of what is not longer than what would be shown, nothing.
    """
    if len(text) <= SHOWN.get(sort, len(text)):
        return HIDDEN
    return {
        "name": f"{text[:1]}{'*' * (len(text) - 1)}",
        "phone": f"{text[:3]}****{text[-4:]}",
        "number": masked(text),
        "address": f"{text[:6]}{HIDDEN}",
        "date": f"{text[:4]}-**-**",
    }[sort]


def _codes(catalog: Catalog, library: str, entity: Entity) -> dict[str, Mapping[str, str]]:
    """Titles of the codes of each element, as the feeds that supply it declare them."""
    codes: dict[str, Mapping[str, str]] = {}
    for feed in catalog.suppliers(library):
        if catalog.libraries[library].entities.get(feed.supplies.entity) is entity:
            for name in feed.supplies.elements:
                column = feed.contract.columns.get(name)
                if column is not None and column.code_list:
                    codes[name] = catalog.codes[column.code_list]
    return codes
