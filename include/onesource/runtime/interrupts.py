"""Turns the signals that ask a program to end into an exception, so that it cleans up.

Ctrl-C arrives as KeyboardInterrupt already; SIGTERM and SIGHUP become SystemExit
with the shell's usual code. While cleaning up, further requests are ignored.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

ASKED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def ending_on_signals() -> Iterator[None]:
    """Raise once inside the block; whatever had been installed is put back after it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in ASKED}

    def end(number: int, _frame: FrameType | None) -> None:
        ignore_signals()
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + number)

    for number in ASKED:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def ignore_signals() -> None:
    """Let nothing interrupt what follows, for a cleaning up that must come to its end."""
    if threading.current_thread() is threading.main_thread():
        for number in ASKED:
            signal.signal(number, signal.SIG_IGN)
