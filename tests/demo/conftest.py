"""One national city and one made city for all these tests, and the clients a collector would use."""

from __future__ import annotations

import base64
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paramiko
import psycopg
import pytest
import requests

from demo.process import serving
from onesource.store.embedded import EmbeddedPostgres
from onesource.store.provision import SUPERUSER

from . import made

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


@pytest.fixture(scope="session")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made city, not served yet."""
    return made.make(tmp_path_factory.mktemp("made"))


_numbers = itertools.count(1)


@pytest.fixture
def databases(server: EmbeddedPostgres) -> Iterator[dict[str, dict[str, str]]]:
    """Two empty databases with an owner and a reader each, as `databases.json` tells them."""
    told, number = {}, next(_numbers)
    where = f"127.0.0.1:{server.port()}"
    with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as admin:
        for provider in ("public_security", "market_regulation"):
            name = f"{provider}_{number}"
            for role in (name, f"{name}_reader"):
                admin.execute(f"create role {role} login password 'word'")
            admin.execute(f"create database {name} owner {name}")
            told[provider] = {
                "owner": f"postgresql://{name}:word@{where}/{name}",
                "reader": f"postgresql://{name}_reader:word@{where}/{name}",
            }
        yield told
        for account in told.values():
            name = account["owner"].rpartition("/")[2]
            admin.execute(f"drop database {name} with (force)")


@dataclass
class Served:
    """A made city at work: its state folder, its connections, its day."""

    state: Path
    connections: Connections

    def day(self, number: int, patience: float = 10.0) -> None:
        """Tells the city the day and waits until it is ready."""
        (self.state / "day").write_text(str(number))
        deadline = time.monotonic() + patience
        while self.ready() != str(number):
            assert time.monotonic() < deadline, f"not ready for day {number}"
            time.sleep(0.02)

    def ready(self) -> str:
        path = self.state / "day.ready"
        return path.read_text() if path.exists() else ""

    def ask(self, connection: str, path: str, **query: Any) -> requests.Response:
        """One question to an interface, asked again where it was in a mood."""
        there = self.connections[connection]
        headers = {"Authorization": f"Bearer {there['password']}"}
        url = f"http://{there['host']}:{there['port']}{path}"
        answers = (requests.get(url, query, headers=headers, timeout=10) for _ in range(3))
        return next(answer for answer in answers if answer.status_code not in (429, 503))

    def rows(self, provider: str, statement: str) -> list[tuple[Any, ...]]:
        """Asks a department's database over the connection it offers."""
        there = self.connections[f"{provider}_database"]
        with psycopg.connect(
            host=there["host"],
            port=there["port"],
            user=there["login"],
            password=there["password"],
            dbname=there["schema"],
        ) as connection:
            return connection.execute(statement).fetchall()

    def box(self, provider: str) -> Path:
        return self.state / "frontend" / provider / "outbox"

    def share(self, provider: str) -> Path:
        return Path(self.connections[f"{provider}_folder"]["extra"]["path"])


@pytest.fixture
def served(plan: Path, databases: dict[str, dict[str, str]], tmp_path: Path) -> Iterator[Served]:
    """A made city of this test alone, at its first day."""
    state = tmp_path / "state"
    state.mkdir()
    (state / "databases.json").write_text(json.dumps(databases))
    with serving(state, plan) as connections:
        yield Served(state, connections)
