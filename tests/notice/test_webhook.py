"""A webhook's call: signed as the specification says, told in full, with a secret that is one."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from notice.given import MONDAY, TUESDAY
from notice.outbox import Room

from onesource.errors import Refused
from onesource.notice.webhook import signature


def test_the_signature_is_the_specification_s_own_example():
    """Standard Webhooks, its reference libraries' test vector."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    content = b'{"test": 2432232314}'

    told = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, content)

    assert told == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_that_verifies_takes_the_whole_digest(room: Room):
    room.told(2)

    [sent] = room.send("webhook", TUESDAY)

    [(headers, _)] = room.hook.calls
    assert headers["webhook-timestamp"] == str(int(TUESDAY.timestamp()))
    assert headers["content-type"] == "application/json"
    taken = room.hook.taken[sent]
    assert (taken["type"], taken["timestamp"]) == ("cases.digest", "2026-11-24T09:00:00+08:00")
    data = taken["data"]
    assert (data["receiver"], data["open"], data["new"], data["closed"]) == ("statistics", 2, 1, 1)
    assert data["deliveries"] == ["statistics/2"]


def test_a_receiver_with_another_secret_refuses_and_is_told_apart(room: Room):
    room.told()
    room.hook.secret = base64.b64encode(b"quite another secret of 32 bytes").decode()

    with pytest.raises(Refused, match=r"webhook hook answered HTTP 401.*the secret"):
        room.send("webhook", MONDAY)
    assert room.hook.taken == {}


@pytest.mark.parametrize("password", ["", "whsec_", "whsec_c2hvcnQ=", "whsec_no base64!", "c" * 40])
def test_a_secret_that_is_none_is_refused_before_anything_is_called(room: Room, password: str):
    room.told()
    channel = replace(
        room.channel("webhook"), connection=replace(room.hook.connection, password=password)
    )
    room.channel = lambda _name: channel

    with pytest.raises(Refused, match="no webhook secret.*openssl rand -base64 32"):
        room.send("webhook")
    assert room.hook.calls == []
