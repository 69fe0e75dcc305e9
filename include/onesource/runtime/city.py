"""Starts the demo city's departmental systems beside the stack, and tells them which day it is.

They are programs of their own (`python -m demo serve`): this starts them, waits
until they have written where they are reached, and adds that to the connections.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from onesource.errors import Unreachable
from onesource.runtime.departments import provision_departments
from onesource.runtime.processes import Record
from onesource.runtime.stack import Stack
from onesource.runtime.state import read_json

READY_SECONDS = 600.0  # a large city's first day is copied into its databases meanwhile


def start_demo_city(stack: Stack, made: Path | None = None) -> Record:
    """Start the city with the stack, so that it ends with it; returns when it answers.

    `made` is a made city; without one the national registers are served. Raises
    Unreachable, with the end of its log, when it dies or does not get ready.
    """
    folder = stack.state.demo
    written = folder / "connections.json"
    written.unlink(missing_ok=True)
    stack.say("starting the demo city's departmental systems")
    words = [sys.executable, "-m", "demo", "serve", "--state", str(folder)]
    if made is not None:
        provision_departments(stack.state)
        words += ["--city", str(made)]
    record = stack.spawn("demo-city", words)
    _wait(stack, written.exists, "get ready")
    connections = read_json(written)
    stack.state.merge_connections(connections)
    stack.say(f"  reached through the connections {', '.join(sorted(connections))}")
    return record


def turn_to(stack: Stack, day: int) -> None:
    """Tells the running city the day and returns when every department has turned to it.

    Raises Unreachable, with the end of its log, when the city dies or does not get there.
    """
    folder = stack.state.demo
    told = folder / ".day"
    told.write_text(str(day))
    told.replace(folder / "day")
    _wait(stack, lambda: _number(folder / "day.ready") == day, f"turn to day {day}")


def _wait(stack: Stack, done: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not done():
        stack.check()
        if time.monotonic() > deadline:
            raise Unreachable(
                f"the demo city did not {what} within {READY_SECONDS:.0f} s; its log is "
                f"{stack.state.logs / 'processes' / 'demo-city.log'}"
            )
        time.sleep(0.1)


def _number(path: Path) -> int:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return 0
