"""Starts long-running processes, recognises them again, and ends them with all they started.

Each process leads its own session; whatever belongs to the session goes when it
goes. A record in the run folder says which process it was, by number, start time
and machine, so that a later command ends exactly that one and never a stranger
that got its number. Does not know what the processes do.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Record:
    """One started process: who it was and where its log is."""

    name: str
    pid: int
    started: int
    machine: str
    log: str
    over_when_alone: bool = False

    def alive(self) -> bool:
        """Whether this very process still runs (a zombie does not)."""
        status = _status(self.pid)
        return bool(status and status.started == self.started and status.state not in "ZX")

    def members(self) -> list[int]:
        """Every living process of its session, itself included."""
        if self.machine != machine():
            return []
        leader = _status(self.pid)
        if leader and leader.started != self.started:
            return []
        found = ((pid, _status(pid)) for pid in _numbers())
        return [
            pid
            for pid, status in found
            if status
            and status.session == self.pid
            and status.started >= self.started
            and status.state not in "ZX"
        ]

    def tail(self, size: int = 2500) -> str:
        """The end of its log."""
        try:
            return Path(self.log).read_bytes()[-size:].decode(errors="replace").strip()
        except OSError:
            return ""


@dataclass(frozen=True)
class _Status:
    state: str
    session: int
    started: int


@dataclass(frozen=True)
class Order:
    """What to start: a name unique in the run folder, the words, their surroundings."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    cwd: Path
    log: Path
    over_when_alone: bool = False  # once its children have left there is nothing to wait for


def spawn(order: Order, run: Path) -> Record:
    """Start it in a session of its own and leave its record in `run`."""
    order.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with order.log.open("wb") as log:
        process = subprocess.Popen(
            list(order.command),
            env=dict(order.env),
            cwd=order.cwd,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            umask=0o077,
        )
    process.returncode = 0  # recognised by its record from here on, not by this handle
    status = _status(process.pid)
    started = status.started if status else 0
    record = Record(
        order.name, process.pid, started, machine(), str(order.log), order.over_when_alone
    )
    aside = run / f".{order.name}.pid"
    aside.write_text(json.dumps(asdict(record)))
    aside.replace(run / f"{order.name}.pid")
    return record


def records(run: Path) -> list[Record]:
    """The records in `run`; one that cannot be read is dropped, it was never complete."""
    found = []
    for path in sorted(run.glob("*.pid")):
        try:
            found.append(Record(**json.loads(path.read_text())))
        except (ValueError, TypeError, OSError):
            path.unlink(missing_ok=True)
    return found


def end(targets: Iterable[Record], patience: float = 20.0) -> list[str]:
    """End them together, politely first; returns the names of those that had to be killed."""
    waiting = [record for record in targets if record.members()]
    everyone = list(waiting)
    for record in waiting:
        if record.alive():
            _send([record.pid], signal.SIGTERM)
    waiting = _wait(waiting, 1.5, only_leader=True)
    for record in waiting:
        if record.over_when_alone and record.members() == [record.pid]:
            _send([record.pid], signal.SIGKILL)
    waiting = _wait(waiting, patience, only_leader=True)
    for record in everyone:
        _send(record.members(), signal.SIGTERM)
    stubborn = _wait(everyone, 3.0, only_leader=False)
    for record in stubborn:
        _send(record.members(), signal.SIGKILL)
    _wait(stubborn, 5.0, only_leader=False)
    return [record.name for record in stubborn]


def forget(targets: Iterable[Record], run: Path) -> None:
    """Remove the records of processes that have ended, unless the name was given anew."""
    for record in targets:
        path = run / f"{record.name}.pid"
        with contextlib.suppress(OSError, ValueError):
            if json.loads(path.read_text()).get("pid") == record.pid and not record.members():
                path.unlink()


def machine() -> str:
    """Names this boot and this process-number space: records from elsewhere mean nothing here."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"


def _wait(targets: list[Record], patience: float, *, only_leader: bool) -> list[Record]:
    deadline = time.monotonic() + patience
    while targets and time.monotonic() < deadline:
        _reap(targets)
        targets = [r for r in targets if (r.alive() if only_leader else r.members())]
        if targets:
            time.sleep(0.05)
    return targets


def _reap(targets: list[Record]) -> None:
    for record in targets:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(record.pid, os.WNOHANG)


def _send(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def _numbers() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _status(pid: int) -> _Status | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return _Status(state=fields[0], session=int(fields[3]), started=int(fields[19]))
