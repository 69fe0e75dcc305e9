"""A month of reports by channels that fail at random: all is told, once, by day, and never too often."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from notice.given import MONDAY
from notice.outbox import NOTICES, TO, Room

from onesource.clock import BUREAU_TIME
from onesource.errors import OneSourceError

HOURS = 24 * 30
MOODS = ("well", "well", "later", "never", "loses answers")


def mood(room: Room, name: str) -> None:
    """How the other end is this time."""
    room.mail.says.clear()
    room.mail.loses_answers = name == "loses answers"
    room.hook.answers = []
    if name in ("later", "never"):
        room.mail.says["DATA"] = "451 later" if name == "later" else "554 never"
        room.hook.answers = [503 if name == "later" else 410]


def has(room: Room, channel: str) -> list[str]:
    """The ids of what the receiver has, as it came."""
    if channel == "webhook":
        return list(room.hook.taken)
    return [str(mail["Message-ID"])[1:].partition("@")[0] for mail in room.mail.mailbox(TO)]


@pytest.mark.parametrize(("channel", "seed"), [("mail", 1), ("webhook", 2)])
def test_whatever_fails_all_is_told_once_and_in_its_hours(room: Room, channel: str, seed: int):
    chance, told, hour = random.Random(seed), 0, 0
    arrived: dict[str, datetime] = {}
    while hour < HOURS + 24 * 14:
        hour += chance.randint(2, 12)
        at = MONDAY + timedelta(hours=hour)
        if hour < HOURS and chance.random() < 0.3:
            told += 1
            room.told(told, at)
        mood(room, chance.choice(MOODS) if hour < HOURS else "well")
        with suppress(OneSourceError):
            room.send(channel, at)
        arrived |= {one: at for one in has(room, channel) if one not in arrived}

    log = room.log(channel)
    assert sorted(arrived) == sorted(row["message_id"] for row in log)
    assert [one for row in log for one in row["digest"]["deliveries"]] == [
        f"statistics/{number}" for number in range(1, told + 1)
    ]
    assert [at for at in arrived.values() if room.hours.quiet(at)] == []
    days = Counter(at.astimezone(BUREAU_TIME).date() for at in arrived.values())
    assert max(days.values()) <= NOTICES.a_day
    assert (told > 20, len(arrived) > 10, max(row["tries"] for row in log) > 1) == (True,) * 3
