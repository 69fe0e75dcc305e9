"""A private PostgreSQL with PostGIS, of Debian's packages, in a scratch folder: what production has."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from onesource.store.machine import free_port
from onesource.store.unprivileged import Identity, identity_for

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
EXTENSION = Path("/usr/share/postgresql/15/extension/postgis.control")
PACKAGE = "postgresql-15-postgis-3"
USER = "postgres"


def is_there() -> bool:
    """Whether the programs and the extension are installed."""
    return (PROGRAMS / "postgres").exists() and EXTENSION.exists()


@contextlib.contextmanager
def running(folder: Path) -> Iterator[str]:
    """A server in `folder`, the URL of its database `postgres`."""
    data, port = folder / "data", free_port()
    identity = identity_for(folder, PROGRAMS / "postgres")
    words = [PROGRAMS / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8"]
    _run(identity, folder, [*words, "--locale=C.UTF-8", "--no-instructions"])
    words = [PROGRAMS / "postgres", "-D", data, "-p", port, "-h", "127.0.0.1"]
    words += ["-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "timezone=UTC"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            identity.words([str(word) for word in words]),
            stdout=log,
            stderr=log,
            cwd=folder,
            **identity.popen(),
        )
    url = f"postgresql://{USER}@127.0.0.1:{port}/postgres"
    try:
        _wait(url, server, folder)
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)
        shutil.rmtree(data, ignore_errors=True)


def _run(identity: Identity, folder: Path, words: list[object]) -> None:
    told = identity.words([str(word) for word in words])
    subprocess.run(told, cwd=folder, check=True, capture_output=True, **identity.popen())


def _wait(url: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(300):
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(url).close()
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError((folder / "server.log").read_text())
