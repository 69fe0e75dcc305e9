"""Ends what a supervisor started when the supervisor itself is killed.

Waits at a pipe whose other end only the supervisor holds. A word through it means
an orderly end and nothing is left to do; silence and a closed pipe mean the
supervisor is gone, and its processes and the embedded server are ended.
Run as `python -m onesource.runtime.watchman STATE_FOLDER`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from onesource.runtime import processes
from onesource.runtime.state import State
from onesource.runtime.turn import Busy, end_left_running, turn

DONE = b"done"


def watch(state: State, words: bytes) -> bool:
    """Whether it had to act, given what came through the pipe before it closed."""
    if DONE in words:
        return False
    try:
        with turn(state, patience=5.0):
            reclaim(state)
    except Busy:
        return False
    return True


def reclaim(state: State) -> list[str]:
    """End every recorded process and the embedded server; the names of those found alive."""
    found = [record for record in processes.records(state.run) if record.members()]
    processes.end(found)
    server = state.postgres()
    names = [record.name for record in found] + (["postgres"] if server.pid() else [])
    server.stop()
    processes.forget(processes.records(state.run), state.run)
    end_left_running(state)
    return names


if __name__ == "__main__":
    watch(State(Path(sys.argv[1])), sys.stdin.buffer.read())
