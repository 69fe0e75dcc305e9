"""The door's own accounts, by which people of a department log in, and their sessions.

What a browser shows is 256 random bits; only its SHA-256 is kept. A session ends half an hour
after it was last seen, and half a day after it was opened, whatever happens.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from onesource import clock
from onesource.door import passwords
from onesource.door.tokens import Turned
from onesource.errors import Refused
from onesource.store.base import Base
from onesource.store.sql import statement

log = logging.getLogger(__name__)
NAME = re.compile(r"[a-z][a-z0-9_.-]{2,31}", re.ASCII)
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
NOTED = timedelta(minutes=1)  # a session's last moment is not written more often


@dataclass(frozen=True)
class Clerk:
    """Who is logged in, for which provider."""

    account: str
    provider: str


def add(base: Base, account: str, provider: str, password: str | None = None) -> str:
    """A new account of a provider's; gives its first password. Raises Refused where it cannot be had."""
    if not NAME.fullmatch(account):
        raise Refused(f"{account!r} is no account's name: 3 to 32 of a-z, 0-9, '_', '.' and '-'")
    password = password or passwords.made()
    told = {"account": account, "provider": provider, "password": passwords.hashed(password)}
    with base.transaction() as connection:
        if _run(connection, "write_account", **told, at=clock.now()).one_or_none() is None:
            raise Refused(f"there is an account {account} already; choose another name")
    log.info("account %s made for %s", account, provider)
    return password


def listed(base: Base, provider: str | None = None) -> list[dict[str, Any]]:
    """Every account, of one provider or of all: when it was made, changed, disabled, last seen."""
    return base.rows(statement("base/door/accounts"), provider=provider)


def reset(base: Base, account: str) -> str:
    """Another password for an account, whose sessions end. Raises Refused where there is none."""
    password = passwords.made()
    _change(base, account, password, but=None)
    return password


def change(base: Base, clerk: Clerk, shown: str, known: str, wanted: str) -> None:
    """Another password, by who is logged in and knows the one there is; other sessions end.

    Raises Turned where it is not known, Refused where the wanted one may not be chosen.
    """
    if check(base, clerk.account, known) != clerk:
        raise Turned(f"the password of {clerk.account} was not known")
    _change(base, clerk.account, passwords.judged(wanted), but=sha256(shown))


def disable(base: Base, account: str) -> str:
    """Disables an account and ends its sessions; says whose it was. Raises Refused where there is none."""
    with base.transaction() as connection:
        found = _run(connection, "disable", account=account, at=clock.now()).one_or_none()
        if found is None:
            raise Refused(_none(account))
        _end(connection, account, but=None)
    log.info("account %s of %s disabled", account, found.provider)
    return str(found.provider)


def check(base: Base, account: str, password: str) -> Clerk:
    """Whose account and password these are. Raises Turned where they are nobody's, for whatever reason."""
    rows = (
        base.rows(statement("base/door/account"), account=account)
        if NAME.fullmatch(account)
        else []
    )
    known = rows[0] if rows else None
    if not passwords.holds(password, known["password"] if known else None):
        why = f"a wrong password for {account}" if known else "an unknown account"
        raise Turned(why, who=account if known else None)
    assert known is not None
    if known["disabled_at"] is not None:
        raise Turned(f"{account} is disabled", who=account)
    return Clerk(account, known["provider"])


def opened(base: Base, clerk: Clerk) -> str:
    """A new session; gives what shows it."""
    shown = secrets.token_urlsafe(32)
    with base.transaction() as connection:
        told = {"sha256": sha256(shown), "account": clerk.account, "at": clock.now()}
        _run(connection, "open_session", **told)
    return shown


def clerk(base: Base, shown: str) -> Clerk | None:
    """Whose session is shown; None where it is none, or has ended."""
    now, known = clock.now(), sha256(shown)
    after = {"opened_after": now - LONGEST, "seen_after": now - IDLE}
    with base.transaction() as connection:
        found = _run(connection, "session", sha256=known, **after).one_or_none()
        if found is None:
            return None
        if now - found.seen_at >= NOTED:
            _run(connection, "seen", sha256=known, at=now)
    return Clerk(found.account, found.provider)


def close(base: Base, shown: str) -> None:
    """Ends a session."""
    with base.transaction() as connection:
        _run(connection, "close_session", sha256=sha256(shown))


def seal(shown: str) -> str:
    """What every form carries that was given to a session."""
    return hmac.new(shown.encode("utf-8", "surrogatepass"), b"form", hashlib.sha256).hexdigest()


def sha256(shown: str) -> str:
    """What is kept of what shows a session."""
    return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()


def _change(base: Base, account: str, password: str, but: str | None) -> None:
    told = {"account": account, "password": passwords.hashed(password), "at": clock.now()}
    with base.transaction() as connection:
        if _run(connection, "change_password", **told).one_or_none() is None:
            raise Refused(_none(account))
        _end(connection, account, but)
    log.info("the password of %s was changed", account)


def _end(connection: sa.Connection, account: str, but: str | None) -> None:
    after = clock.now() - LONGEST
    _run(connection, "close_sessions", account=account, but=but, opened_after=after)


def _none(account: str) -> str:
    return f"there is no account {account} that is open; `onesource door accounts` lists them"


def _run(connection: sa.Connection, name: str, **values: Any) -> sa.CursorResult[Any]:
    return connection.execute(sa.text(statement(f"base/door/{name}")), values)
