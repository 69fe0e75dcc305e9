"""The audit log: who looked up whom and why, who logged in, who was refused; only ever added to."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from onesource import clock
from onesource.errors import OneSourceError
from onesource.store.base import Base
from onesource.store.sql import statement

log = logging.getLogger(__name__)
LONGEST = 300  # characters of an address that are written down
Act = Literal["look_up", "refused", "log_in"]


@dataclass(frozen=True)
class Entry:
    """What somebody did. about: ids alone, never anybody's data; purpose: of a look-up, as stated."""

    who: str
    roles: Collection[str]
    act: Act
    about: str
    purpose: str | None = None


@dataclass(frozen=True)
class Wanted:
    """Which entries are looked for: by who acted, what they did, on which day, before which entry."""

    who: str = ""
    act: str = ""
    day: date | None = None
    before: int | None = None


def write(base: Base, entry: Entry) -> None:
    """Adds an entry, committed when this returns. Raises Unreachable where it cannot be."""
    values = asdict(entry) | {"roles": sorted(entry.roles), "at": clock.now()}
    with base.transaction() as connection:
        connection.execute(sa.text(statement("base/audit/write")), values)


def note(base: Base, entry: Entry) -> None:
    """Adds an entry; where it cannot be, this process's log has it, and nothing else fails by it."""
    try:
        write(base, entry)
    except (OneSourceError, sa.exc.SQLAlchemyError):
        log.exception("the audit log cannot be written: %s", entry)


def found(base: Base, wanted: Wanted, most: int) -> list[dict[str, Any]]:
    """Entries that are looked for, the latest first."""
    return base.rows(statement("base/audit/found"), **asdict(wanted), most=most)
