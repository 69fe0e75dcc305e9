"""Runs the PostgreSQL that comes inside a wheel, for a laptop, a demo and the tests.

Decides how the server is created, started and stopped, which roles and databases
it has, and which settings it runs with: quick for one machine, yet a commit is
on disk when it returns. Holds no schema of ours: migrations do. Production and
compose point at a real server instead and never come here.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from onesource.errors import Refused, Unreachable
from onesource.store.machine import binary, free_port, process_state
from onesource.store.provision import SUPERUSER, provision
from onesource.store.unprivileged import Identity, identity_for

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "min_dynamic_shared_memory": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "synchronous_commit": "on",
    "fsync": "on",
    "jit": "off",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
START_SECONDS = 60.0
LOG_LIMIT = 5_000_000


class EmbeddedPostgres:
    """One server whose data, log and locks live in `folder`.

    `passwords` maps the superuser and every role of `provision.ROLES` to its password.
    `preferred_port` is used if it is free.
    """

    def __init__(
        self, folder: Path, passwords: Mapping[str, str], preferred_port: int | None = None
    ) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.preferred_port = preferred_port
        self._passwords = passwords

    def pid(self) -> int | None:
        """The living server's process, None when no server of this folder runs."""
        lines = self._pid_file()
        if not lines:
            return None
        pid = int(lines[0])
        try:
            mine = Path(f"/proc/{pid}/cwd").samefile(self.data)
        except OSError:
            return None
        return pid if mine and process_state(pid) not in "ZX" else None

    def port(self) -> int | None:
        """The port it listens on, None unless it takes connections."""
        lines = self._pid_file()
        if self.pid() is None or len(lines) < 8 or lines[7].strip() != "ready":
            return None
        return int(lines[3])

    def url(self, role: str, database: str, driver: str = "postgresql") -> str:
        """An SQLAlchemy (or libpq) URL; Unreachable when the server is not running."""
        port = self.port()
        if port is None:
            raise Unreachable(f"the embedded PostgreSQL in {self.folder} is not running")
        return f"{driver}://{role}:{self._passwords[role]}@127.0.0.1:{port}/{database}"

    def start(self) -> int:
        """Start it unless it runs; returns the port. Creates data, roles and databases once."""
        with self._locked("start.lock"):
            (self.folder / "momentary").unlink(missing_ok=True)
            return self._start()

    def stop(self) -> None:
        """Stop it: fast first, at once when that takes too long. Nothing committed is lost."""
        with self._locked("start.lock"):
            self._stop()

    @contextlib.contextmanager
    def running(self) -> Iterator[int]:
        """The port of a running server, started for the moment if need be.

        A server started here ends with its last user; one that was running stays.
        """
        use = self._open("use.lock")
        marker = self.folder / "momentary"
        try:
            with self._locked("start.lock"):
                fcntl.flock(use, fcntl.LOCK_SH)
                if self.port() is None:
                    self._start()
                    marker.touch()
            yield self.port() or 0
        finally:
            with self._locked("start.lock"), contextlib.suppress(BlockingIOError):
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if marker.exists():
                    self._stop()
            os.close(use)

    def _start(self) -> int:
        port = self.port()
        if port is not None:
            return port
        identity = self._identity()
        if not (self.data / "PG_VERSION").exists():
            self._initdb(identity)
        self._forget_dead_server()
        port = self._launch(identity)
        provision(port, self._passwords, self.folder)
        return port

    def _identity(self) -> Identity:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return identity_for(self.folder, binary("postgres"))

    def _initdb(self, identity: Identity) -> None:
        with tempfile.NamedTemporaryFile("w", dir=self.folder, prefix="pw") as password:
            password.write(self._passwords[SUPERUSER])
            password.flush()
            if identity.user is not None:
                os.chown(password.name, identity.user, -1)
            words = [str(binary("initdb")), "-D", str(self.data), "-U", SUPERUSER]
            words += ["-A", "scram-sha-256", "--pwfile", password.name, "-E", "UTF8"]
            words += ["--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"]
            done = subprocess.run(  # type: ignore[call-overload]
                identity.words(words),
                capture_output=True,
                text=True,
                cwd=self.folder,
                check=False,
                **identity.popen(),
            )
        if done.returncode:
            raise Refused(
                f"initdb could not create {self.data}: {done.stderr.strip()[-800:]}; remove "
                f"{self.folder} and run again",
                folder=str(self.folder),
            )

    def _launch(self, identity: Identity) -> int:
        deadline = time.monotonic() + START_SECONDS
        while True:
            port = free_port(self.preferred_port)
            process = self._spawn(identity, port)
            while process.poll() is None and time.monotonic() < deadline:
                if self.port() == port:
                    process.returncode = 0  # it outlives this object, and that is no mistake
                    return port
                time.sleep(0.02)
            if time.monotonic() > deadline or "pre-existing shared memory" not in self.tail():
                raise Unreachable(
                    f"the embedded PostgreSQL in {self.folder} did not start; the end of "
                    f"{self.log}:\n{self.tail()}",
                    log=str(self.log),
                )
            # Backends of a killed server are still leaving; they do so by themselves.
            time.sleep(0.5)

    def _spawn(self, identity: Identity, port: int) -> subprocess.Popen[bytes]:
        words = [str(binary("postgres")), "-D", str(self.data)]
        for name, value in {**SETTINGS, "port": str(port)}.items():
            words += ["-c", f"{name}={value}"]
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.unlink()
        with self.log.open("ab") as log:
            return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
                identity.words(words),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                **identity.popen(),
            )

    def _stop(self) -> None:
        for number, patience in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (9, 5.0)):
            pid = self.pid()
            if pid is None:
                break
            os.kill(pid, number)
            deadline = time.monotonic() + patience
            while self.pid() is not None and time.monotonic() < deadline:
                time.sleep(0.02)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        (self.folder / "momentary").unlink(missing_ok=True)

    def _forget_dead_server(self) -> None:
        # PostgreSQL refuses to start when the number in the file belongs to any living process.
        if self.pid() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def tail(self, size: int = 1500) -> str:
        """The end of the server's log."""
        return self.log.read_bytes()[-size:].decode(errors="replace") if self.log.exists() else ""

    def _pid_file(self) -> list[str]:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []
        return lines if lines and lines[0].isdigit() else []

    def _open(self, name: str) -> int:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)

    @contextlib.contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        lock = self._open(name)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)
