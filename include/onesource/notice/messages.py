"""The messages that go by a channel: what waits, when it goes, and that it goes once.

A message is written down before it is sent, with an id made of what it tells, and marked as
sent after. One that was tried and not marked may have arrived: it goes again under the
same id with the same content, by which its receiver knows it. One at a time to a
receiver by each channel; nothing that waits is lost, it is merged into the next.
How a channel sends is the channel's.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Protocol

import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Notices
from onesource.discrepancy.workdays import Calendar
from onesource.errors import OneSourceError
from onesource.notice import digest as digests
from onesource.notice.digest import Digest
from onesource.store.base import Base
from onesource.store.sql import statement

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """What goes by a channel. reached: who has taken it before; files: what goes along, by name."""

    message_id: str
    digest: Digest
    made_at: datetime
    reached: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True)
class Outcome:
    """Who took a message now, whether it is still owed to somebody, and what is wrong, if anything is."""

    reached: tuple[str, ...] = ()
    owed: bool = False
    fault: OneSourceError | None = None


class Channel(Protocol):
    """A way to a receiver."""

    @property
    def name(self) -> str:
        """`mail` or `webhook`."""

    def send(self, message: Message) -> Outcome:
        """Sends a message to whom it has not reached."""


@dataclass(frozen=True)
class Hours:
    """When messages may be sent, and how many."""

    notices: Notices
    calendar: Calendar

    def quiet(self, at: datetime) -> bool:
        """Whether nothing is sent at this moment."""
        here = at.astimezone(clock.BUREAU_TIME)
        return self.notices.quiet.holds(here.time(), self.calendar.works(here.date()))


def owe(
    connection: sa.Connection,
    digest: Digest,
    channels: Iterable[str],
    files: Mapping[str, bytes] | None = None,
) -> None:
    """Has `digest` told by `channels`; in the transaction that logs what it tells of.

    files: what goes along by mail.
    """
    known = {"delivery_id": digest.delivery, "receiver": digest.receiver, "at": digest.at}
    for channel in channels:
        content = digests.as_json(digest)
        _run(connection, "write_digest", **known, channel=channel, content=content)
    if files:
        outdated = {"delivery_id": digest.delivery, "receiver": digest.receiver}
        _run(connection, "drop_outdated", **outdated)
    for name, data in (files or {}).items():
        told = {"delivery_id": digest.delivery, "name": name}
        _run(connection, "write_enclosed", **told, content=data)


def last_owed(connection: sa.Connection, receiver: str, channel: str) -> Digest | None:
    """The digest that `receiver` was last owed by a channel, sent or waiting."""
    told = _run(connection, "last_digest", receiver=receiver, channel=channel).scalar_one_or_none()
    return digests.from_json(told) if told else None


def send(base: Base, receiver: str, channel: Channel, hours: Hours) -> list[str]:
    """Sends what waits for `receiver` and may be sent now; the ids of what went.

    Raises what the channel finds wrong, Refused or Unreachable; the message stays owed unless
    all whom it can reach have it.
    """
    sent: list[str] = []
    while message_id := _begin(base, receiver, channel, hours):
        _finish(base, receiver, channel, message_id)
        sent.append(message_id)
    return sent


def _begin(base: Base, receiver: str, channel: Channel, hours: Hours) -> str | None:
    """The message to be sent now, written down as such; None where nothing waits or may go."""
    at, to = clock.now(), {"receiver": receiver, "channel": channel.name}
    with base.transaction(lock=_lock(receiver, channel)) as connection:
        unsent = _run(connection, "unsent_message", **to).one_or_none()
        waiting = [
            digests.from_json(row.content) for row in _run(connection, "waiting_digests", **to)
        ]
        if not (unsent or waiting):
            return None
        if hours.quiet(at):
            log.info("%s: %s waits for the quiet hours to end", receiver, channel.name)
            return None
        midnight = datetime.combine(at.astimezone(clock.BUREAU_TIME), time(), clock.BUREAU_TIME)
        today = _run(connection, "messages_since", **to, since=midnight).scalar_one()
        free = today < hours.notices.a_day
        if unsent and not (unsent.reached and waiting and free):
            _run(connection, "try_message", message_id=unsent.message_id)
            return str(unsent.message_id)
        if unsent:  # whom it did not reach is told all by the next one
            _end(connection, unsent.message_id)
        if not free:
            log.info("%s: %s waits, %d were sent today", receiver, channel.name, today)
            return None
        return _make(connection, channel, digests.merged(waiting), at)


def _make(connection: sa.Connection, channel: Channel, digest: Digest, at: datetime) -> str:
    told = "\n".join((channel.name, *digest.deliveries))
    message_id = f"msg_{hashlib.sha256(told.encode()).hexdigest()[:32]}"
    known = {"message_id": message_id, "channel": channel.name}
    content = digests.as_json(digest)
    _run(connection, "write_message", **known, receiver=digest.receiver, digest=content, at=at)
    _run(connection, "digests_told", **known, deliveries=list(digest.deliveries))
    return message_id


def _finish(base: Base, receiver: str, channel: Channel, message_id: str) -> None:
    """Sends a message that was written down, unless another run was faster, and notes what became of it."""
    with base.transaction(lock=_lock(receiver, channel)) as connection:
        row = _run(connection, "message", message_id=message_id).one()
        if row.sent_at is not None:
            return
        if row.tries > 1:
            log.info("%s: %s is sent for the %dth time", receiver, message_id, row.tries)
        outcome = channel.send(_message(connection, row))
        _note(connection, message_id, outcome)
    if outcome.fault:
        raise outcome.fault
    log.info("%s: %s went by %s", receiver, message_id, channel.name)


def _message(connection: sa.Connection, row: Any) -> Message:
    told = digests.from_json(row.digest)
    known = {"message_id": row.message_id, "delivery_id": told.delivery}
    files = _run(connection, "enclosed", **known).all()
    along = tuple((one.name, bytes(one.content)) for one in files)
    return Message(row.message_id, told, row.made_at, tuple(row.reached), along)


def _note(connection: sa.Connection, message_id: str, outcome: Outcome) -> None:
    fault = outcome.fault.message if outcome.fault else None
    told = {"message_id": message_id, "reached": list(outcome.reached), "fault": fault}
    _run(connection, "message_tried", **told)
    if not outcome.owed:
        _end(connection, message_id)


def _end(connection: sa.Connection, message_id: str) -> None:
    """Nothing of a message has to be sent any more."""
    _run(connection, "message_sent", message_id=message_id, at=clock.now())
    _run(connection, "drop_enclosed", message_id=message_id)


def _lock(receiver: str, channel: Channel) -> str:
    return f"notice.message/{receiver}/{channel.name}"


def _run(connection: sa.Connection, name: str, /, **values: Any) -> sa.CursorResult[Any]:
    return connection.execute(sa.text(statement(f"base/notice/{name}")), values)
