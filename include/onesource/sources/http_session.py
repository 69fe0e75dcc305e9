"""Asks an HTTP interface one question, with patience, and says what a refusal means.

Waits as long as the interface asks (429 with Retry-After), within measure, and tries
again where it fails for a moment.
"""

from __future__ import annotations

from collections.abc import Mapping

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.util.retry import Retry

from onesource.errors import Refused, Unreachable
from onesource.sources.connections import Connection

TIMEOUT = (10.0, 60.0)  # seconds to connect, to answer
TRIES = 6  # for one page
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


def address(connection: Connection) -> str:
    """Scheme, host and port of an HTTP connection."""
    scheme = connection.schema or ("https" if connection.kind == "https" else "http")
    host = connection.host.removeprefix("http://").removeprefix("https://")
    port = f":{connection.port}" if connection.port else ""
    return f"{scheme}://{host}{port}"


def opened(connection: Connection) -> requests.Session:
    """A session that shows the connection's token."""
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = f"Bearer {connection.password}"
    session.headers["Accept"] = "application/json"
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=PATIENCE))
    return session


def asked(
    session: requests.Session,
    connection: Connection,
    path: str,
    query: Mapping[str, str | int],
    where: str,
) -> bytes:
    """The body of the answer to `query` (`where` in messages).

    Raises Refused where asking again cannot help, else Unreachable.
    """
    try:
        answer = session.get(f"{address(connection)}{path}", params=query, timeout=TIMEOUT)
    except requests.RequestException as error:
        raise Unreachable(f"{where} did not answer: {error}", connection=connection.name) from error
    if answer.status_code in (401, 403):
        raise Refused(
            f"{where} does not take our token (HTTP {answer.status_code}); "
            f"renew the password of connection {connection.name}"
        )
    if not answer.ok:
        raise Refused(f"{where} answered HTTP {answer.status_code}: {answer.text[:200]}")
    return answer.content
