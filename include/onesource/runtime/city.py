"""Starts the demo city's departmental systems beside the stack.

They are programs of their own (`python -m demo serve`): this starts them, waits
until they have written where they are reached, and adds that to the connections.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from onesource.errors import Unreachable
from onesource.runtime.processes import Record
from onesource.runtime.stack import Stack
from onesource.runtime.state import read_json

READY_SECONDS = 60.0


def start_demo_city(stack: Stack, arguments: Sequence[str] = ()) -> Record:
    """Start the city with the stack, so that it ends with it; returns when it answers.

    Raises Unreachable, with the end of its log, when it dies or does not get ready.
    """
    folder = stack.state.demo
    written = folder / "connections.json"
    written.unlink(missing_ok=True)
    stack.say("starting the demo city's departmental systems")
    words = [sys.executable, "-m", "demo", "serve", "--state", str(folder), *arguments]
    record = stack.spawn("demo-city", words)
    deadline = time.monotonic() + READY_SECONDS
    while not written.exists():
        if not record.alive() or time.monotonic() > deadline:
            raise Unreachable(
                f"the demo city did not get ready; the end of its log ({record.log}):\n"
                f"{record.tail()}",
                log=record.log,
            )
        time.sleep(0.1)
    connections = read_json(written)
    stack.state.merge_connections(connections)
    stack.say(f"  reached through the connections {', '.join(sorted(connections))}")
    return record
