"""Asks a paged HTTP interface for all its records, or for what changed, and keeps every page as received.

Pages are asked for by number or by the cursor each answer gives for the next. A list
that changes while it is paged is read again from the start; whether what arrived is
right is decided in landing.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path

import requests

from onesource.catalog.source import HttpApi
from onesource.errors import Refused, Unreachable
from onesource.sources import http_session
from onesource.sources.changes import Changes
from onesource.sources.connections import Connection
from onesource.sources.delivery import Declared, Delivery, Received, sha256_texts

READS = 3  # of the whole list, while it keeps changing
EMPTY_PAGES = 3  # in a row, each promising more, until it is no list


@dataclass(frozen=True)
class _Page:
    """One page as kept; `stamps`: what its rows say of when they were changed."""

    file: Received
    number: int
    rows: int
    total: int | None
    version: str | None
    cursor: str | None
    fingerprint: str
    stamps: tuple[object, ...]


@dataclass(frozen=True)
class _Reader:
    source: HttpApi
    connection: Connection
    session: requests.Session
    folder: Path
    changes: Changes | None

    @property
    def where(self) -> str:
        return f"{self.connection.name}{self.source.path}"

    def page(self, number: int, cursor: str | None = None) -> _Page:
        query: dict[str, str | int] = {"page_size": self.source.page_size}
        where = f"{self.where} page {number}"
        since = self.changes.since() if self.changes else None
        if since is not None and self.source.since_parameter:
            query[self.source.since_parameter] = since
        if cursor is not None:
            query["cursor"] = cursor
        elif self.source.paging == "page":
            query["page"] = number
        body = http_session.asked(self.session, self.connection, self.source.path, query, where)
        return _parsed(self.source, body, _Place(number, where, self.folder), self.changes)


@dataclass(frozen=True)
class _Place:
    number: int
    where: str
    folder: Path


def fetch(
    source: HttpApi, connection: Connection, folder: Path, changes: Changes | None = None
) -> Delivery:
    """Reads every page into `folder` (page-000001.json …), of changes those since their watermark.

    Raises Refused for a wrong token or an answer of another shape, Unreachable
    where the interface stays away or the list changes at every reading.
    """
    with http_session.opened(connection) as session:
        reader = _Reader(source, connection, session, folder, changes)
        read = _by_cursor if source.paging == "cursor" else _by_number
        for _ in range(READS):
            pages = read(reader)
            if pages is not None:
                return _kept(pages, changes)
    raise Unreachable(
        f"{connection.name}{source.path} changed while it was paged, {READS} times; "
        "it is asked again later",
        connection=connection.name,
    )


def sample(source: HttpApi, file: Path, folder: Path) -> Delivery:
    """A delivery made of one page as the interface answers it. Raises Refused for another shape."""
    place = _Place(1, file.name, folder)
    return _kept([_parsed(source, file.read_bytes(), place, None)], None)


def _by_number(reader: _Reader) -> list[_Page] | None:
    """All pages of one reading, or None where the list changed meanwhile."""
    first = reader.page(1)
    pages = [first]
    for number in range(2, math.ceil((first.total or 0) / reader.source.page_size) + 1):
        page = reader.page(number)
        if (page.total, page.version) != (first.total, first.version):
            return None
        if not page.rows:
            break
        pages.append(page)
    if len(pages) > 1 and reader.page(1).fingerprint != first.fingerprint:
        return None
    return pages


def _by_cursor(reader: _Reader) -> list[_Page] | None:
    """All pages of one reading, or None where its version changed meanwhile.

    Raises Refused where the cursors lead in a circle or nowhere.
    """
    page = reader.page(1)
    pages, seen, empty = [page], set[str](), 0
    while page.cursor is not None:
        empty = 0 if page.rows else empty + 1
        if page.cursor in seen or empty == EMPTY_PAGES:
            raise Refused(
                f"{reader.where} page {page.number} leads on to "
                f"{reader.source.cursor} {page.cursor[:40]!r}, "
                + ("where we were before" if page.cursor in seen else "though no records come")
                + "; the interface must end its list without a cursor",
                rule="cursor",
            )
        seen.add(page.cursor)
        page = reader.page(page.number + 1, page.cursor)
        if page.version != pages[0].version:
            return None
        pages.append(page)
    return pages


def _parsed(source: HttpApi, body: bytes, place: _Place, changes: Changes | None) -> _Page:
    try:
        answer = json.loads(body.decode("utf-8-sig"))
        rows = answer[source.rows]
        total = int(answer[source.total]) if source.total else None
        version = str(answer[source.version]) if source.version else None
        cursor = answer.get(source.cursor) if source.cursor else None
        told = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        fingerprint = hashlib.sha256(told.encode()).hexdigest()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        agreed = " and ".join(filter(None, (source.rows, source.total)))
        raise Refused(
            f"{place.where} is not the agreed JSON with {agreed}, in UTF-8: "
            f"{type(error).__name__} {str(error)[:200]}"
        ) from error
    if not isinstance(rows, list):
        raise Refused(f"{place.where}: {source.rows} is not a list of records")
    column = changes.column if changes else None
    stamps = tuple(row.get(column) for row in rows if column and isinstance(row, dict))
    file = place.folder / f"page-{place.number:06d}.json"
    file.write_bytes(body)
    next_one = str(cursor) if cursor not in (None, "", False) else None
    kept = Received(file.name, file)
    return _Page(kept, place.number, len(rows), total, version, next_one, fingerprint, stamps)


def _kept(pages: list[_Page], changes: Changes | None) -> Delivery:
    fault = _repetition(pages)
    stamps = [stamp for page in pages for stamp in page.stamps if stamp is not None]
    watermark = changes.watermark if changes else None
    try:
        watermark = changes.latest(stamps) if changes else None
    except Refused as unreadable:
        fault = fault or unreadable
    return Delivery(
        data=tuple(page.file for page in pages),
        companions=(),
        declared=Declared(rows=pages[0].total),
        fingerprint=sha256_texts(page.fingerprint for page in pages),
        fault=fault,
        whole=changes is None or changes.watermark is None,
        watermark=watermark,
        repeated=changes.repeats(stamps) if changes else 0,
    )


def _repetition(pages: list[_Page]) -> Refused | None:
    seen: dict[str, int] = {}
    for page in pages:
        earlier = seen.setdefault(page.fingerprint, page.number)
        if page.rows and earlier != page.number:
            return Refused(
                f"page {page.number} repeats page {earlier} record by record; "
                "the interface must page in a stable order and heed the page asked for",
                rule="page_repeated",
            )
    return None
