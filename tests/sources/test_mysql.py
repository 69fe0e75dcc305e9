"""The same of a database that speaks MySQL's protocol, against a real MariaDB."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pymysql
import pytest
from sources.feeds import feed

from onesource import clock
from onesource.errors import Refused, Unreachable
from onesource.sources.connections import Connection
from onesource.sources.delivery import Delivery
from onesource.sources.fetch import fetch
from onesource.store.embedded import free_port

SERVER = shutil.which("mariadbd", path=f"{os.environ['PATH']}:/usr/sbin")

pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.skipif(
        SERVER is None,
        reason="mariadbd is missing: apt-get install mariadb-server",
    ),
]

MAKE = (
    "create database registration character set utf8mb4",
    """create table registration.companies (
        company_id bigint primary key, name varchar(50), capital decimal(12, 2), founded date,
        active tinyint(1), updated_at datetime(2))""",
    """insert into registration.companies values
        (2, '乙公司', 100.50, '2020-02-29', 1, '2026-01-31 08:00:00'),
        (1, '甲公司', null, '1999-12-31', 0, '2026-01-31 09:30:00.25')""",
    "create user reader identified by 'agreed'",
    "create user stranger identified by 'agreed'",
    "grant select on registration.companies to reader",
    "grant create on registration.* to stranger",
)
TABLE = {"kind": "sql_database", "connection": "registry", "table": "companies"}
FEED = feed(TABLE, ("company_id", "name", "capital", "founded", "active", "updated_at"))


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The way in of a server of these tests alone."""
    folder = tmp_path_factory.mktemp("mariadb")
    port, ours = free_port(), ["--no-defaults", f"--datadir={folder}/data"]
    ours += [f"--user={getpass.getuser()}"]
    made = ["mariadb-install-db", *ours, "--auth-root-authentication-method=normal"]
    subprocess.run([*made, "--skip-test-db"], check=True, capture_output=True)
    listening = [f"--socket={folder}/s", f"--port={port}", "--bind-address=127.0.0.1"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([str(SERVER), *ours, *listening], stdout=log, stderr=log)
    with rooted(f"{folder}/s") as root, root.cursor() as cursor:
        for statement in MAKE:
            cursor.execute(statement)
        root.commit()
    yield Connection("registry", "mysql", "127.0.0.1", port, "reader", "agreed", "registration")
    server.terminate()
    server.wait()


def rooted(socket: str) -> pymysql.Connection[Any]:
    for _ in range(300):
        try:
            return pymysql.connect(unix_socket=socket, user="root")
        except pymysql.OperationalError:
            time.sleep(0.1)
    raise AssertionError("it did not start")


def fetched(door: Connection, folder: Path, watermark: str | None = None) -> Delivery:
    with clock.at(datetime(2026, 2, 1, tzinfo=UTC)):
        return fetch(FEED, lambda _: door, folder, watermark)


def test_every_value_is_text_as_the_database_prints_it(door: Connection, tmp_path: Path):
    delivery = fetched(door, tmp_path)

    assert pq.read_table(delivery.data[0].path).to_pylist()[1] == {
        "company_id": "1",
        "name": "甲公司",
        "capital": None,
        "founded": "1999-12-31",
        "active": "0",
        "updated_at": "2026-01-31 09:30:00.25",
    }
    assert (delivery.declared.rows, delivery.watermark) == (2, "2026-01-31 09:30:00.25")


def test_changes_are_asked_for_from_an_hour_before_the_watermark(door: Connection, tmp_path: Path):
    delivery = fetched(door, tmp_path, "2026-01-31 09:30:00.25")

    assert pq.read_table(delivery.data[0].path)["company_id"].to_pylist() == ["1"]
    assert (delivery.declared.rows, delivery.repeated, delivery.whole) == (1, 1, False)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"password": "wrong"}, "Access denied for user 'reader'.*connection registry"),
        ({"schema": "elsewhere"}, "elsewhere"),
        ({"login": "stranger"}, "registry.*companies"),
    ],
)
def test_what_is_wrong_with_the_account_is_refused(
    door: Connection, tmp_path: Path, change: dict[str, str], told: str
):
    with pytest.raises(Refused, match=told):
        fetched(replace(door, **change), tmp_path)


def test_where_nobody_listens_it_is_unreachable(door: Connection, tmp_path: Path):
    with pytest.raises(Unreachable, match="registry did not answer"):
        fetched(replace(door, port=1), tmp_path)
