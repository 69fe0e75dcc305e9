"""Sending a message, killed at every point that matters and run again: its receiver has it once."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import requests
import sqlalchemy as sa
from notice.dying import dies
from notice.given import MONDAY
from notice.outbox import Room

from onesource.notice import messages
from onesource.store.base import Base

POINTS: dict[str, list[tuple[Any, str, int]]] = {
    "mail": [
        (messages, "_make", 1),
        (sa.engine.RootTransaction, "_do_commit", 1),
        (messages, "_finish", 1),
        (smtplib.SMTP, "sendmail", 1),
        (smtplib.SMTP, "data", 1),
        (smtplib.SMTP, "quit", 1),
        (messages, "_note", 1),
        (sa.engine.RootTransaction, "_do_commit", 2),
    ],
    "webhook": [
        (messages, "_make", 1),
        (sa.engine.RootTransaction, "_do_commit", 1),
        (requests.Session, "post", 1),
        (messages, "_note", 1),
        (sa.engine.RootTransaction, "_do_commit", 2),
    ],
}
MAY_HAVE_ARRIVED = {"quit", "_note", "_do_commit-2"}


@pytest.mark.kill
@pytest.mark.parametrize(
    ("name", "owner", "step", "time"),
    [(name, *point) for name, points in POINTS.items() for point in points],
)
def test_killed_anywhere_and_run_again_its_receiver_has_it_once(
    room: Room, name: str, owner: Any, step: str, time: int
):
    room.told()
    call: Callable[[], object] = partial(room.send, name, base=Base.at(room.base.engine.url))
    dies(call, owner, step, time)

    room.send(name, MONDAY + timedelta(minutes=5))
    assert room.send(name, MONDAY + timedelta(minutes=6)) == []

    assert room.arrived(name) == 1
    twice = bool({step, f"{step}-{time}"} & MAY_HAVE_ARRIVED)
    copies = [content for _, content in (room.mail.taken if name == "mail" else room.hook.calls)]
    assert (len(copies), len(set(copies))) == (1 + twice, 1)
    [row] = room.log(name)
    assert row["sent_at"] is not None
