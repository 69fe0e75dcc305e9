"""A process that kills itself at a step, as a machine that fails there would."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any


def dies(call: Callable[[], object], owner: Any, step: str, time: int) -> None:
    """Calls in a process of its own, killed when `owner`'s `step` is called for the `time`th time."""
    child = multiprocessing.get_context("fork").Process(
        target=_killed, args=(call, owner, step, time)
    )
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL


def _killed(call: Callable[[], object], owner: Any, step: str, time: int) -> None:
    real, calls = getattr(owner, step), []

    def fatal(*given: Any, **named: Any) -> Any:
        calls.append(step)
        if len(calls) == time:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    setattr(owner, step, fatal)
    with suppress(Exception):  # who started it holds that it was killed
        call()
    os._exit(1)
