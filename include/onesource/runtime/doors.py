"""`onesource up` and `onesource down`: leave everything running, and end it again.

Only the order of things; how each is started and ended is the stack's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from onesource.errors import Refused
from onesource.runtime import processes
from onesource.runtime.interrupts import ending_on_signals
from onesource.runtime.stack import Say, Stack, silent
from onesource.runtime.state import USERS, State
from onesource.runtime.turn import leave_running, turn
from onesource.runtime.watchman import reclaim


def up(
    state: State,
    *,
    pools: Mapping[str, int] | None = None,
    extra_env: Mapping[str, str] | None = None,
    also: Callable[[Stack], object] | None = None,
    say: Say = silent,
) -> Stack:
    """Start everything and leave it running; what already runs is kept as it is.

    `also` is called with the started stack (the demo city, unpausing). If anything
    fails, all of it is stopped again.
    """
    with turn(state):
        try:
            stack = Stack.attach(state, say)
        except Refused:
            stack = Stack(state, pools=pools, extra_env=extra_env, say=say)
        else:
            say("One Source is running already")
            return stack
        with ending_on_signals():
            try:
                stack.start()
                if also is not None:
                    also(stack)
                leave_running(state)
            except BaseException:
                stack.stop()
                raise
    return stack


def down(state: State, say: Say = silent) -> list[str]:
    """Stop what runs on this state folder; the names of what was stopped."""
    with turn(state):
        running = [record for record in processes.records(state.run) if record.members()]
        if running:
            say(f"stopping {', '.join(record.name for record in running)}")
        ended = reclaim(state)
    say("stopped" if ended else "nothing was running")
    return ended


def passwords(state: State) -> dict[str, str]:
    """The generated password of each user of the Airflow UI."""
    known = state.secrets()
    return {user: known[f"airflow_{user}"] for user in USERS}
