"""The embedded database and Airflow's four processes, started, watched and stopped as one.

As a context manager it holds the state folder's turn, stops everything on the way
out, whatever the reason (an error, Ctrl-C, SIGTERM, SIGHUP), and leaves a watchman
for the case that it is itself killed. Knows nothing of feeds and libraries.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from onesource import settings
from onesource.errors import Refused, Unreachable
from onesource.runtime import metadata, processes
from onesource.runtime.api import Airflow
from onesource.runtime.environment import LOOPBACK, airflow_environment
from onesource.runtime.interrupts import ending_on_signals, ignore_signals
from onesource.runtime.processes import Order, Record
from onesource.runtime.state import State, read_json
from onesource.runtime.turn import refuse_left_running, turn
from onesource.runtime.watchman import DONE, reclaim

COMPONENTS: dict[str, tuple[str, ...]] = {
    "api-server": ("api-server",),
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}
HEALTHY_SECONDS = 180.0
Say = Callable[[str], None]


def silent(_line: str) -> None:
    """Says nothing."""


class Stack:
    """One Source's servers on one machine.

    `pools` maps a pool's name to its slots; `dags` replaces the checkout's folder.
    """

    def __init__(
        self,
        state: State,
        *,
        extra_env: Mapping[str, str] | None = None,
        dags: Path | None = None,
        pools: Mapping[str, int] | None = None,
        say: Say = silent,
    ) -> None:
        self.state = state
        self.env: dict[str, str] = {}
        self.base_url = ""
        self.say = say
        self._extra_env = dict(extra_env or {})
        self._dags = dags
        self._pools = dict(pools or {})
        self._records: list[Record] = []
        self._exit = contextlib.ExitStack()

    @classmethod
    def attach(cls, state: State, say: Say = silent) -> Stack:
        """The stack that another command left running; Refused where none is."""
        stack = cls(state, say=say)
        found = {record.name: record for record in processes.records(state.run)}
        if not all(name in found and found[name].alive() for name in COMPONENTS):
            raise Refused("One Source is not running; start it with `make up`")
        stack._records = list(found.values())
        stack._surround(int(read_json(state.run / "ports.json")["api-server"]))
        return stack

    @property
    def api(self) -> Airflow:
        """A client of its REST API, as the administrator."""
        return Airflow(self.base_url, "admin", self.state.secrets()["airflow_admin"])

    def __enter__(self) -> Stack:
        try:
            self._exit.enter_context(turn(self.state))
            refuse_left_running(self.state)
            self._exit.enter_context(ending_on_signals())
            self._watched()
            self.start()
        except BaseException:
            self._exit.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._exit.close()

    def start(self) -> None:
        """Start everything and return when all of it is healthy. Ends leftovers first."""
        if leftovers := reclaim(self.state):
            self.say(f"ended what an earlier run left behind: {', '.join(leftovers)}")
        began = time.monotonic()
        server = self.state.postgres()
        self.say("starting PostgreSQL")
        server.start()
        self.state.note_postgres(server)
        self._surround(self.state.port("api-server"))
        self.say("preparing Airflow's metadata (a few seconds the first time)")
        metadata.migrate(self.state, self.env, server.url("airflow", "airflow"))
        metadata.import_pools(self.state, self.env, self._pools)
        asked = datetime.now(UTC).isoformat()
        for name, words in COMPONENTS.items():
            self.spawn(name, _command(words))
        self._wait_until_healthy(asked)
        self.say(f"Airflow is up at {self.base_url} after {time.monotonic() - began:.0f} s")

    def spawn(self, name: str, command: list[str]) -> Record:
        """Start one more process that lives and ends with the stack."""
        env = self.env or dict(os.environ)
        log = self.state.logs / "processes" / f"{name}.log"
        alone = name == "triggerer"  # it would sit out ten seconds after its child has gone
        order = Order(name, command, env, settings.PROJECT, log, over_when_alone=alone)
        record = processes.spawn(order, self.state.run)
        self._records.append(record)
        return record

    def check(self) -> None:
        """Unreachable, with the end of its log, when a component has died."""
        for record in self._records:
            if not record.alive():
                raise Unreachable(
                    f"{record.name} has died; the end of its log ({record.log}):\n{record.tail()}",
                    component=record.name,
                    log=record.log,
                )
        if self.state.postgres().pid() is None:
            tail = self.state.postgres().tail()
            raise Unreachable(f"PostgreSQL has died; the end of its log:\n{tail}")

    def stop(self) -> None:
        """Stop everything that was started, Airflow first, the database last."""
        with contextlib.suppress(OSError):  # the terminal may be gone
            self.say("stopping")
        began = time.monotonic()
        stubborn = processes.end(self._records)
        processes.forget(self._records, self.state.run)
        self._records = []
        self.state.postgres().stop()
        killed = f" ({', '.join(stubborn)} had to be killed)" if stubborn else ""
        with contextlib.suppress(OSError):
            self.say(f"stopped after {time.monotonic() - began:.0f} s{killed}")

    def _surround(self, port: int) -> None:
        self.base_url = f"http://{LOOPBACK}:{port}"
        # psycopg 3 for what waits, asyncpg (Airflow's own choice) for what does not.
        database = self.state.postgres().url("airflow", "airflow", "postgresql+psycopg")
        env = airflow_environment(self.state, database, port, self._dags)
        self.env = {**env, **self._extra_env}

    def _watched(self) -> None:
        """Leave a watchman who ends everything if this process is killed."""
        watchman = subprocess.Popen(
            [sys.executable, "-m", "onesource.runtime.watchman", str(self.state.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=settings.PROJECT,
            start_new_session=True,
        )
        self._exit.callback(self._end, watchman)
        self._exit.callback(ignore_signals)

    def _end(self, watchman: subprocess.Popen[bytes]) -> None:
        self.stop()
        watchman.communicate(DONE)

    def _wait_until_healthy(self, since: str) -> None:
        api, waiting = self.api, list(COMPONENTS)
        deadline = time.monotonic() + HEALTHY_SECONDS
        while waiting:
            self.check()
            if time.monotonic() > deadline:
                raise Unreachable(
                    f"not healthy after {HEALTHY_SECONDS:.0f} s: {', '.join(waiting)}; "
                    f"their logs are in {self.state.logs / 'processes'}"
                )
            healthy = _healthy(api, since)
            for name in [name for name in waiting if name in healthy]:
                waiting.remove(name)
                self.say(f"  {name} is healthy")
            if waiting:
                time.sleep(0.3)


def _command(words: tuple[str, ...]) -> list[str]:
    if words[0] == "scheduler":  # tasks are its children, and need what is slow to import
        return [sys.executable, "-m", "onesource.runtime.preloaded", *words]
    return metadata.command(*words)


def _healthy(api: Airflow, since: str) -> set[str]:
    try:
        report = api.health()
    except (Unreachable, Refused):
        return set()
    found = {"api-server"} if report["metadatabase"]["status"] == "healthy" else set()
    for name in ("scheduler", "dag-processor", "triggerer"):
        part = report.get(name.replace("-", "_")) or {}
        beat = part.get(f"latest_{name.replace('-', '_')}_heartbeat") or ""
        if part.get("status") == "healthy" and beat > since:
            found.add(name)
    return found
