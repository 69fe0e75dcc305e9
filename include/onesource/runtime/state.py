"""The state folder: where one checkout keeps its secrets, connections, ports and servers.

Decides names, modes (folders 0700, secrets 0600) and what is generated; every file
is replaced whole, so that a reader never sees half of one. Starts nothing.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onesource import settings
from onesource.errors import Refused
from onesource.store.embedded import EmbeddedPostgres
from onesource.store.machine import free_port
from onesource.store.provision import READER, ROLES, SUPERUSER

USERS = ("admin", "op", "viewer")
BASE_CONNECTION = "onesource_db"
READER_CONNECTION = "onesource_db_reader"


def _word() -> str:
    return secrets.token_hex(16)


def _fernet() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


GENERATED: dict[str, Callable[[], str]] = {
    "fernet": _fernet,
    "jwt": lambda: secrets.token_hex(64),
    "session": lambda: secrets.token_hex(32),
    **{f"airflow_{user}": _word for user in USERS},
    **{f"postgres_{role}": _word for role in (SUPERUSER, *ROLES)},
}


@dataclass(frozen=True)
class State:
    """One state folder; `State.default()` is this checkout's (or `ONESOURCE_STATE`)."""

    folder: Path

    @classmethod
    def default(cls) -> State:
        return cls(settings.state().resolve())

    @property
    def airflow(self) -> Path:
        return self._sub("airflow")

    @property
    def run(self) -> Path:
        return self._sub("run")

    @property
    def logs(self) -> Path:
        return self._sub("airflow/logs")

    @property
    def demo(self) -> Path:
        return self._sub("demo")

    @property
    def connections_file(self) -> Path:
        return self.folder / "connections.json"

    @property
    def city(self) -> Path:
        """The demo's made city: what each department holds, day by day."""
        return self.folder / "city"

    def secrets(self, more: Iterable[str] = ()) -> dict[str, str]:
        """Every generated secret, and a password for each name in `more`; what is missing is made."""
        wanted = {**GENERATED, **dict.fromkeys(more, _word)}
        with self._locked():
            known: dict[str, str] = read_json(self.folder / "secrets.json")
            missing = {name: make() for name, make in wanted.items() if name not in known}
            if missing:
                known |= missing
                write_json(self.folder / "secrets.json", known)
        return known

    def connections(self) -> dict[str, dict[str, Any]]:
        """Airflow connections by name, in the shape of its LocalFilesystemBackend."""
        return read_json(self.connections_file)

    def merge_connections(self, new: Mapping[str, Mapping[str, Any]]) -> None:
        """Add or replace connections; the others stay as they are."""
        with self._locked():
            write_json(self.connections_file, {**self.connections(), **new})

    def port(self, name: str) -> int:
        """A free port of 127.0.0.1 for `name`, the same as last time where still free."""
        with self._locked():
            ports = read_json(self.run / "ports.json")
            ports[name] = free_port(ports.get(name))
            write_json(self.run / "ports.json", ports)
        return int(ports[name])

    def postgres(self) -> EmbeddedPostgres:
        """The embedded server of this folder (not started by asking)."""
        known = self.secrets()
        passwords = {role: known[f"postgres_{role}"] for role in (SUPERUSER, *ROLES)}
        preferred = read_json(self.run / "ports.json").get("postgres")
        return EmbeddedPostgres(self._sub("postgres"), passwords, preferred)

    def note_postgres(self, server: EmbeddedPostgres) -> None:
        """Write where the running server is to connections.json and remember its port."""
        port = server.port()
        if port is None:
            raise Refused(f"the PostgreSQL in {server.folder} is not running; start it first")
        with self._locked():
            ports = read_json(self.run / "ports.json")
            write_json(self.run / "ports.json", {**ports, "postgres": port})
        known = self.secrets()
        self.merge_connections(
            {
                name: {
                    "conn_type": "postgres",
                    "host": "127.0.0.1",
                    "port": port,
                    "login": role,
                    "password": known[f"postgres_{role}"],
                    "schema": "onesource",
                }
                for name, role in ((BASE_CONNECTION, "onesource"), (READER_CONNECTION, READER))
            }
        )

    @contextlib.contextmanager
    def base_database(self, role: str = READER) -> Iterator[str]:
        """The base database's URL for one role, its server started for the moment if need be."""
        server = self.postgres()
        with server.running():
            self.note_postgres(server)
            yield server.url(role, "onesource")

    def _sub(self, name: str) -> Path:
        self._root()
        folder = self.folder / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _root(self) -> None:
        if not self.folder.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        lock = os.open(self.run / "state.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file, empty where there is none; Refused where it is broken."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise Refused(f"{path} is not valid JSON ({error}); correct it or remove it") from error
    if not isinstance(content, dict):
        raise Refused(f"{path} must hold one JSON object; correct it or remove it")
    return content


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Replace a file whole, readable by its owner alone."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    bare = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(bare, "w", encoding="utf-8") as out:
        json.dump(content, out, ensure_ascii=False, indent=1)
    aside.replace(path)
