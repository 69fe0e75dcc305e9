"""What the tests of reports stand on: an empty log, and a front-end machine that runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from notice.desk import Desk
from notice.outbox import Room
from notice.receiving import hook_server, mail_server

from demo.process import serving
from onesource.sources import connections, sftp
from onesource.sources.connections import Connection
from onesource.store.base import Base

TABLES = "registry.batch, registry.feed, discrepancy.finding, notice.delivery, notice.receipt"


@pytest.fixture
def empty(base: Base) -> Base:
    """The base database without batches, findings and deliveries."""
    with base.transaction() as connection:
        connection.execute(sa.text(f"truncate {TABLES} cascade"))
    return base


@pytest.fixture(scope="session")
def city_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("reports_city")
    with serving(folder):
        yield folder


class Inbox:
    """Statistics' inbox: the way in for us, and what its owner sees there."""

    def __init__(self, city: Path, connection: Connection) -> None:
        self.connection = connection
        self.folder = city / "frontend" / "statistics" / "inbox"

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}

    def clear(self) -> None:
        with sftp.session(self.connection) as machine:
            for name in machine.listdir("inbox"):
                machine.remove(f"inbox/{name}")


@pytest.fixture
def inbox(city_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    monkeypatch.setenv("ONESOURCE_STATE", str(city_folder))
    room = Inbox(city_folder, connections.from_environment("statistics_frontend"))
    room.clear()
    return room


@pytest.fixture
def desk(empty: Base, tmp_path: Path) -> Desk:
    """Statistics and the bureau, without a machine between them."""
    return Desk(empty, tmp_path)


@pytest.fixture
def room(base: Base) -> Iterator[Room]:
    """Statistics, whose reports are announced by mail and webhook."""
    with mail_server() as mail, hook_server() as hook:
        yield Room(base, mail, hook)
