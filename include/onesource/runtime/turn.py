"""One supervisor at a time for one state folder.

The turn is a lock of the operating system: it ends with its holder, however that
ends. Who holds it is written beside it, for the message only. What is left running
on purpose outlives the turn; a mark tells it from the leftovers of a killed command.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator

from onesource.errors import Refused
from onesource.runtime import processes
from onesource.runtime.state import State

LEFT_RUNNING = "left-running"


class Busy(Refused):
    """Another command is running on this state folder."""


@contextlib.contextmanager
def turn(state: State, patience: float = 2.0) -> Iterator[None]:
    """Hold the folder's turn; Busy when somebody else keeps it longer than `patience`."""
    lock = os.open(state.run / "turn.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(lock, state, patience)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(lock)


def _take(lock: int, state: State, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                holder = os.pread(lock, 32, 0).decode() or "unknown"
                raise Busy(
                    f"another One Source command (process {holder}) is at work in "
                    f"{state.folder}; wait for it or stop it, or point ONESOURCE_STATE at "
                    f"another folder",
                    holder=holder,
                ) from None
            time.sleep(0.05)
        else:
            return


def leave_running(state: State) -> None:
    """Marks what runs on the folder as left running on purpose."""
    (state.run / LEFT_RUNNING).touch()


def end_left_running(state: State) -> None:
    """Takes the mark away."""
    (state.run / LEFT_RUNNING).unlink(missing_ok=True)


def refuse_left_running(state: State) -> None:
    """Refused where something was left running on purpose and still runs."""
    marked = (state.run / LEFT_RUNNING).exists()
    if marked and any(record.alive() for record in processes.records(state.run)):
        raise Refused(
            f"One Source is running on this state folder ({state.folder}); `make down` first"
        )
