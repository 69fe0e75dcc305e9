"""Asks a paged HTTP interface for all its records and keeps every page as received.

Waits as long as the interface asks (429 with Retry-After), within measure, and tries
again where it fails for a moment. A list that changes while it is paged is read again from the
start; whether what arrived is right is decided in landing.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.util.retry import Retry

from onesource.catalog.feed import HttpApi
from onesource.errors import Refused, Unreachable
from onesource.sources.connections import Connection
from onesource.sources.delivery import Declared, Delivery, Received, sha256_texts

TIMEOUT = (10.0, 60.0)  # seconds to connect, to answer
TRIES = 6  # for one page
READS = 3  # of the whole list, while it keeps changing
LONGEST_WAIT = 120.0  # seconds waited because the interface asks for it


class _Patience(Retry):
    """Waits as asked, but gives up at once where the wait asked for is beyond all measure."""

    def sleep_for_retry(self, response: BaseHTTPResponse) -> bool:
        asked = self.get_retry_after(response)
        if asked and asked > LONGEST_WAIT:
            raise requests.exceptions.RetryError(
                f"it asks us to wait {asked:.0f} s, we wait {LONGEST_WAIT:.0f} s at most"
            )
        return super().sleep_for_retry(response)


PATIENCE = _Patience(
    total=TRIES,
    status_forcelist=(429, 500, 502, 503, 504),
    backoff_factor=0.3,
    backoff_max=20,
    respect_retry_after_header=True,
    allowed_methods=("GET",),
)


@dataclass(frozen=True)
class _Page:
    number: int
    body: bytes
    rows: int
    total: int
    version: str | None
    fingerprint: str


def fetch(source: HttpApi, connection: Connection, folder: Path) -> Delivery:
    """Reads every page into `folder` (page-000001.json …).

    Raises Refused for a wrong token or an answer of another shape, Unreachable
    where the interface stays away or the list changes at every reading.
    """
    with _session(connection) as session:
        for _ in range(READS):
            pages = _read(source, connection, session)
            if pages is not None:
                return _kept(pages, folder)
    raise Unreachable(
        f"{connection.name}{source.path} changed while it was paged, {READS} times; "
        "it is asked again later",
        connection=connection.name,
    )


def sample(source: HttpApi, file: Path, folder: Path) -> Delivery:
    """A delivery made of one page as the interface answers it. Raises Refused for another shape."""
    return _kept([_parsed(source, file.read_bytes(), 1, file.name)], folder)


def _session(connection: Connection) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = f"Bearer {connection.password}"
    session.headers["Accept"] = "application/json"
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=PATIENCE))
    return session


def _read(source: HttpApi, connection: Connection, session: requests.Session) -> list[_Page] | None:
    """All pages of one reading, or None where the list changed meanwhile."""
    first = _page(source, connection, session, 1)
    pages = [first]
    for number in range(2, math.ceil(first.total / source.page_size) + 1):
        page = _page(source, connection, session, number)
        if (page.total, page.version) != (first.total, first.version):
            return None
        if not page.rows:
            break
        pages.append(page)
    if len(pages) > 1 and _page(source, connection, session, 1).fingerprint != first.fingerprint:
        return None
    return pages


def _page(source: HttpApi, connection: Connection, session: requests.Session, number: int) -> _Page:
    scheme = connection.schema or ("https" if connection.kind == "https" else "http")
    host = connection.host.removeprefix("http://").removeprefix("https://")
    port = f":{connection.port}" if connection.port else ""
    paging = {"page": number, "page_size": source.page_size}
    where = f"{connection.name}{source.path} page {number}"
    try:
        answer = session.get(
            f"{scheme}://{host}{port}{source.path}", params=paging, timeout=TIMEOUT
        )
    except requests.RequestException as error:
        raise Unreachable(f"{where} did not answer: {error}", connection=connection.name) from error
    if answer.status_code in (401, 403):
        raise Refused(
            f"{where} does not take our token (HTTP {answer.status_code}); "
            f"renew the password of connection {connection.name}"
        )
    if not answer.ok:
        raise Refused(f"{where} answered HTTP {answer.status_code}: {answer.text[:200]}")
    return _parsed(source, answer.content, number, where)


def _parsed(source: HttpApi, body: bytes, number: int, where: str) -> _Page:
    try:
        answer = json.loads(body.decode("utf-8-sig"))
        rows, total = answer[source.rows], int(answer[source.total])
        version = str(answer[source.version]) if source.version else None
        told = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        fingerprint = hashlib.sha256(told.encode()).hexdigest()
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(
            f"{where} is not the agreed JSON with {source.rows} and {source.total}, in UTF-8: "
            f"{type(error).__name__} {str(error)[:200]}"
        ) from error
    if not isinstance(rows, list):
        raise Refused(f"{where}: {source.rows} is not a list of records")
    return _Page(number, body, len(rows), total, version, fingerprint)


def _kept(pages: list[_Page], folder: Path) -> Delivery:
    data = []
    for page in pages:
        path = folder / f"page-{page.number:06d}.json"
        path.write_bytes(page.body)
        data.append(Received(path.name, path))
    return Delivery(
        data=tuple(data),
        companions=(),
        declared=Declared(rows=pages[0].total),
        fingerprint=sha256_texts(page.fingerprint for page in pages),
        fault=_repetition(pages),
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
