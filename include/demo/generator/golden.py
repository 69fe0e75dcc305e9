"""The values that must stand on the last day: of every entity what its authorities hold rightly.

Whom an unmended fault of an authority concerns is left out: of it nothing is sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from demo.generator.book import Book, Held
from demo.generator.city import City
from demo.generator.days import Texts
from demo.generator.faults.plan import Fault
from demo.generator.judge import typed
from demo.generator.judge.declared import Catalog, Entity, Feed, read

ENTITIES = ("person", "organization", "division", "address", "parcel", "building", "license")


def golden(city: City, books: Mapping[str, Book], faults: list[Fault]) -> dict[str, pa.Table]:
    """For each entity a table entity_key, element, value."""
    catalog = read(sorted(books))
    last = {path: list(book.play(city.days, faulty=False))[-1] for path, book in books.items()}
    return {
        name.split(".")[1]: _table(
            catalog, entity, books, last, _unsure(city, catalog, entity, faults)
        )
        for name, entity in catalog.entities.items()
        if name.split(".")[1] in ENTITIES
    }


Unsure = dict[str, set[str]]  # element, or "" for all of it → keys


def _unsure(city: City, catalog: Catalog, entity: Entity, faults: list[Fault]) -> Unsure:
    unsure: Unsure = {"": set()}
    for fault in faults:
        feed = catalog.feeds[fault.book.path]
        if feed.entity != entity.name or not fault.day <= city.days.last < fault.until:
            continue
        key = fault.key
        if feed.provider == entity.decider(key):
            unsure[""].add(key)
        for element in feed.elements:
            if feed.provider in entity.sources(element, key):
                unsure.setdefault(element, set()).add(key)
    return unsure


def _table(
    catalog: Catalog,
    entity: Entity,
    books: Mapping[str, Book],
    last: Mapping[str, Held],
    unsure: Unsure,
) -> pa.Table:
    known = _known(catalog, entity, books, last)
    parts: list[tuple[Texts, str, Texts]] = []
    for element, declared in entity.elements.items():
        if declared["type"] == "geometry":
            continue
        allowed = known - unsure.get(element, set()) - unsure[""]
        feeds = [feed for feed in catalog.speakers(entity.name) if element in feed.elements]
        for rank in range(1 + len(declared.get("fallbacks", ()))):
            for feed in feeds:
                keys, values = _said(
                    catalog, feed, books[feed.path], last[feed.path], (element, rank)
                )
                fresh = np.array([key in allowed for key in keys], dtype=bool)
                parts.append((keys[fresh], element, values[fresh]))
                if declared.get("fallbacks"):
                    allowed.difference_update(keys)
    return _joined(parts)


def _joined(parts: list[tuple[Texts, str, Texts]]) -> pa.Table:
    columns: dict[str, list[pa.Array]] = {"entity_key": [], "element": [], "value": []}
    for keys, element, values in parts:
        columns["entity_key"].append(pa.array(keys, pa.string()))
        columns["element"].append(pa.array([element] * len(keys), pa.string()))
        columns["value"].append(pa.array(values, pa.string()))
    return pa.table(
        {name: pa.chunked_array(chunks, pa.string()) for name, chunks in columns.items()}
    )


def _known(
    catalog: Catalog, entity: Entity, books: Mapping[str, Book], last: Mapping[str, Held]
) -> set[str]:
    known: set[str] = set()
    for feed in catalog.speakers(entity.name):
        keys = books[feed.path].keys[last[feed.path].present]
        known.update(key for key in keys if entity.decider(key) == feed.provider)
    return known


def _said(
    catalog: Catalog, feed: Feed, book: Book, held: Held, part: tuple[str, int]
) -> tuple[Texts, Texts]:
    """The keys and values of an element that a feed states and that stand, as its source of that rank."""
    element, rank = part
    entity = catalog.entities[feed.entity]
    keys, texts = book.keys[held.present], held.columns[feed.delivered(element)][held.present]
    decides = {
        head: rank < len(sources) and sources[rank] == feed.provider
        for head in {key[:1] for key in keys}
        for sources in [entity.sources(element, head)]
    }
    codes, unique = pd.factorize(np.where(pd.isna(texts), "", texts))
    read = [typed.value(feed, element, text, catalog) for text in unique]
    values = np.array([None if one is None else printed(one) for one in read], dtype=object)
    said = values[codes] if len(values) else np.zeros(0, dtype=object)
    stands = np.array([decides[key[:1]] for key in keys], dtype=bool)
    stands &= np.array([one is not None for one in said], dtype=bool)
    return keys[stands], said[stands]


def printed(value: Any) -> str:
    """A value as PostgreSQL prints it."""
    if isinstance(value, Decimal):
        return f"{value:.6f}"
    return value.isoformat() if isinstance(value, date) else str(value)
