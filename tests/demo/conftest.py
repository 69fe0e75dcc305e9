"""One city for all these tests, and the two clients a collector would use."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import paramiko
import pytest
import requests

from demo.process import serving

Connections = dict[str, Any]


@pytest.fixture(scope="session")
def city_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("city")


@pytest.fixture(scope="session")
def city(city_state: Path) -> Iterator[Connections]:
    with serving(city_state) as connections:
        yield connections


class Api:
    """Civil affairs' API as its reader sees it."""

    def __init__(self, connection: dict[str, Any]) -> None:
        self.url = f"http://{connection['host']}:{connection['port']}/api/v1/divisions"
        self.token = connection["password"]

    def get(self, token: str | None = None, **query: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return requests.get(self.url, params=query, headers=headers, timeout=10)

    def crawl(self, page_size: int) -> tuple[list[dict[str, str]], list[requests.Response]]:
        """Every row, and every answer that was not a page."""
        rows, refusals, page, pages = [], [], 1, 1
        while page <= pages:
            answer = self.get(page=page, page_size=page_size)
            if answer.status_code == 200:
                rows += answer.json()["data"]
                page, pages = page + 1, answer.json()["pages"]
            else:
                refusals.append(answer)
                time.sleep(float(answer.headers.get("Retry-After", 0)))
        return rows, refusals


@pytest.fixture
def api(city: Connections) -> Api:
    return Api(city["civil_affairs_api"])


def enter(connection: dict[str, Any], **other: Any) -> paramiko.Transport:
    """Logs in as the connection says, or with another user, password or key; checks the host."""
    kind, key = connection["extra"]["host_key"].split()
    ways = {"username": connection["login"], **other}
    if not other.keys() & {"password", "pkey"}:
        ways["pkey"] = paramiko.Ed25519Key.from_private_key_file(connection["extra"]["key_file"])
    transport = paramiko.Transport((connection["host"], connection["port"]))
    try:
        assert kind == "ssh-ed25519"
        transport.connect(hostkey=paramiko.Ed25519Key(data=base64.b64decode(key)), **ways)
    except BaseException:
        transport.close()
        raise
    return transport


@pytest.fixture
def sftp(city: Connections) -> Iterator[paramiko.SFTPClient]:
    """Statistics' room on the front-end machine."""
    with enter(city["statistics_frontend"]) as transport:
        client = paramiko.SFTPClient.from_transport(transport)
        assert client is not None
        yield client
