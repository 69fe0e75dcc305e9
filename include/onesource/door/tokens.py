"""Providers' tokens: made, found, listed, revoked. Who holds one speaks for its provider, and for no other.

A token is 256 random bits and shown once; only its SHA-256 is kept, by which it is found, so
that nothing is compared with a secret.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from onesource import clock
from onesource.errors import Refused
from onesource.store.base import Base
from onesource.store.sql import statement

log = logging.getLogger(__name__)
PREFIX = "onesource_"
SHAPE = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}", re.ASCII)
BITS = 256
MOST_DAYS = 3650


@dataclass(frozen=True)
class Holder:
    """Who speaks for a provider: by a token that holds, or by an account that is logged in."""

    provider: str
    token_id: str | None = None
    account: str | None = None

    @property
    def who(self) -> str:
        """What the audit log calls them."""
        return self.account or f"token {self.token_id} of {self.provider}"


class Turned(Refused):
    """What was shown lets nobody in; its message is for the bureau's log. who: whose it was, if known."""

    def __init__(self, message: str, who: str | None = None) -> None:
        super().__init__(message)
        self.who = who


def make(base: Base, provider: str, days: int) -> str:
    """A new token of a provider's that holds so many days. Raises Refused for none, or too many."""
    if not 1 <= days <= MOST_DAYS:
        raise Refused(f"a token holds 1 to {MOST_DAYS} days, not {days}")
    token = PREFIX + secrets.token_urlsafe(BITS // 8)
    values = {
        "token_id": secrets.token_hex(4),
        "provider": provider,
        "sha256": _sha256(token),
        "at": clock.now(),
        "expires_at": clock.now() + timedelta(days=days),
    }
    with base.transaction() as connection:
        _run(connection, "write_token", **values)
    log.info("token %s made for %s", values["token_id"], provider)
    return token


def holder(base: Base, shown: str) -> Holder:
    """Whose token is shown. Raises Turned where it is none, or holds no longer."""
    if not SHAPE.fullmatch(shown):
        raise Turned("no token was shown, or one of another shape than ours")
    with base.transaction() as connection:
        found = _run(connection, "token", sha256=_sha256(shown)).one_or_none()
        if found is None:
            raise Turned("an unknown token was shown")
        whose = f"token {found.token_id} of {found.provider}"
        if found.revoked_at is not None:
            raise Turned(f"{whose} was revoked at {found.revoked_at:%Y-%m-%d %H:%M}", who=whose)
        if found.expires_at <= clock.now():
            raise Turned(f"{whose} expired at {found.expires_at:%Y-%m-%d %H:%M}", who=whose)
        if found.used_on != clock.today():
            _run(connection, "used", token_id=found.token_id, today=clock.today())
    return Holder(found.provider, found.token_id)


def listed(base: Base, provider: str | None = None) -> list[dict[str, Any]]:
    """Every token, of one provider or of all: when it was made, holds until, was revoked, was last used."""
    return base.rows(statement("base/door/tokens"), provider=provider)


def revoke(base: Base, token_id: str) -> str:
    """Revokes a token at once; says whose it was. Raises Refused where there is none to revoke."""
    with base.transaction() as connection:
        found = _run(connection, "revoke", token_id=token_id, at=clock.now()).one_or_none()
    if found is None:
        raise Refused(f"there is no token {token_id} to revoke; `onesource door tokens` lists them")
    log.info("token %s of %s revoked", token_id, found.provider)
    return str(found.provider)


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _run(connection: sa.Connection, name: str, **values: Any) -> sa.CursorResult[Any]:
    return connection.execute(sa.text(statement(f"base/door/{name}")), values)
