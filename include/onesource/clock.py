"""The one place that reads the time.

Everywhere else asks `now()`. A scheduled run in the demo and in tests puts its
logical date in force with `at`, so that days can be simulated and a step that
is run again says the same as the first time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BUREAU_TIME = ZoneInfo("Asia/Shanghai")
_simulated: ContextVar[datetime | None] = ContextVar("simulated_now", default=None)


def now() -> datetime:
    """The moment it is: an aware datetime in UTC, the simulated one where one is in force."""
    return _simulated.get() or datetime.now(UTC)


def today() -> date:
    """The bureau's calendar day, in China's time."""
    return now().astimezone(BUREAU_TIME).date()


@contextmanager
def at(moment: datetime | None) -> Iterator[None]:
    """Puts `moment` (aware) in force as the present; None leaves the real time.

    Raises ValueError for a moment without a time zone.
    """
    if moment is not None and moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone; pass an aware datetime")
    token = _simulated.set(moment.astimezone(UTC) if moment else None)
    try:
        yield
    finally:
        _simulated.reset(token)
