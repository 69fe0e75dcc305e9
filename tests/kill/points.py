"""The points at which a step's work takes effect, and a SIGKILL at one of them.

Wraps, from outside and within this process alone, what makes things last: a commit
(SQLAlchemy, ADBC), a file's coming into place in the lake, an upload and a renaming on
a front-end machine, a removal. Nothing in the product knows of it. Imports nothing
heavy: what is not loaded yet when it is armed is not wrapped.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Claim = Callable[[], bool]
PLACES = ("/landing/", "/builds/")  # of the lake


class Points:
    """Names the points passed in order; ends the process at the planned one.

    plan: `before.<n>` or `after.<n>`, n from 1, to what must agree to it just then.
    """

    def __init__(self, plan: dict[str, Claim] | None = None) -> None:
        self.passed: list[str] = []
        self._plan = plan or {}

    def __call__(self, kind: str, real: Callable[..., Any], *given: Any, **named: Any) -> Any:
        self.passed.append(kind)
        number = len(self.passed)
        self._die(f"before.{number}")
        done = real(*given, **named)
        self._die(f"after.{number}")
        return done

    def _die(self, where: str) -> None:
        if where in self._plan and self._plan[where]():
            os.kill(os.getpid(), signal.SIGKILL)


_armed: list[Points] = []
_wrapped: set[tuple[int, str]] = set()


@contextmanager
def armed(points: Points, removals: bool = False) -> Iterator[Points]:
    """Counts, and perhaps dies, at the points passed inside the block."""
    _wrap_everything(removals)
    _armed.append(points)
    try:
        yield points
    finally:
        _armed.remove(points)


def _wrap_everything(removals: bool) -> None:
    _wrap("sqlalchemy.engine.default", "DefaultDialect", "do_commit", "commit")
    _wrap("adbc_driver_manager.dbapi", "Connection", "commit", "bulk commit")
    for name in ("putfo", "posix_rename", "remove"):
        _wrap("paramiko.sftp_client", "SFTPClient", name, f"sftp {name}")
    for name in ("rename", "replace"):
        _wrap("os", None, name, f"lake {name}", _into_the_lake)
    if removals:
        for name in ("unlink", "rmdir"):
            _wrap("os", None, name, name)


def _wrap(
    module: str,
    owner: str | None,
    name: str,
    kind: str,
    counts: Callable[..., bool] = lambda *_, **__: True,
) -> None:
    loaded: Any = sys.modules.get(module)
    place = getattr(loaded, owner) if loaded is not None and owner else loaded
    if place is None or (id(place), name) in _wrapped:
        return
    _wrapped.add((id(place), name))
    real = getattr(place, name)

    @functools.wraps(real)
    def wrapper(*given: Any, **named: Any) -> Any:
        if not _armed or not counts(*given, **named):
            return real(*given, **named)
        return _armed[-1](kind, real, *given, **named)

    setattr(place, name, wrapper)


def _into_the_lake(_source: Any, target: Any, **_named: Any) -> bool:
    return any(place in str(target) for place in PLACES)
