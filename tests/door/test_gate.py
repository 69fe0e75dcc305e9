"""Nobody comes in without a token that holds, and nobody learns anything at the gate."""

from __future__ import annotations

import base64
import json
import logging
from datetime import timedelta

import pytest
import requests
from door.front import Front, System, opened
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notice.desk import ONE, Desk
from notice.given import TUESDAY

from onesource import clock
from onesource.door import attempts, gate, looking, tokens
from onesource.errors import Refused
from onesource.web import guard

CASE = "00000000-0000-0000-0000-000000000000"
BODY = json.dumps({"seen": 0, "answers": [{"finding": ONE.number, "answer": "已更正"}]}).encode()
KEY = {"Idempotency-Key": "key-of-mine"}
ROUTES = [
    ("GET", "/api/v1/cases"),
    ("GET", f"/api/v1/cases/{CASE}/findings"),
    ("POST", "/api/v1/answers"),
    ("GET", f"/api/v1/receipts/{'0' * 64}"),
    ("GET", "/api/v1/nothing"),
]
SAFE = dict(gate.SAFE)


def knock(front: Front, method: str, path: str, shown: str | None) -> requests.Response:
    headers = {**KEY, **({} if shown is None else {"Authorization": shown})}
    body = BODY if method == "POST" else None
    return requests.request(method, front.url + path, headers=headers, data=body, timeout=20)


def test_the_routes_tried_are_all_there_are(front: Front):
    told = requests.get(f"{front.url}/api/v1/openapi.json", timeout=20).json()

    declared = {(method.upper(), path) for path, own in told["paths"].items() for method in own}
    tried = {
        (method, path.replace(CASE, "{case}").replace("0" * 64, "{receipt}"))
        for method, path in ROUTES
    }
    assert declared <= tried
    assert len(declared) == 4


def test_without_a_token_that_holds_each_address_says_the_same(desk: Desk, front: Front):
    desk.sent(ONE)
    good, revoked, expired = front.token(), front.token(), front.token(days=1)
    with clock.at(TUESDAY):
        tokens.revoke(front.base, _id(front, revoked))
    front.at(TUESDAY + timedelta(days=1, seconds=1))
    shown = [
        None,
        "",
        "Bearer",
        good,
        f"Basic {base64.b64encode(f'statistics:{good}'.encode()).decode()}",
        f"Bearer {good[:-1]}",
        f"Bearer {good}x",
        f"Bearer {good.upper()}",
        f"Bearer {revoked}",
        f"Bearer {expired}",
        f"Bearer {tokens._sha256(good)}",
    ]

    answers = [knock(front, *route, one) for route in ROUTES for one in shown]

    assert {one.status_code for one in answers} == {401}
    assert len({one.content for one in answers}) == 1
    assert {one.headers["WWW-Authenticate"] for one in answers} == {"Bearer"}
    assert knock(front, *ROUTES[0], f"Bearer {good}").status_code == 200
    assert desk.answered() == {}


def _id(front: Front, token: str) -> str:
    [row] = front.base.rows(
        "select token_id from door.token where sha256 = :sha256", sha256=tokens._sha256(token)
    )
    return str(row["token_id"])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(garbled=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=120))
def test_no_text_is_a_token(front: Front, garbled: str):
    answer = requests.get(
        f"{front.url}/api/v1/cases",
        headers={"Authorization": f"Bearer {garbled}".strip().encode("latin-1")},
        timeout=20,
    )

    assert answer.status_code in (400, 401)  # 400: no header may hold that


def test_every_refusal_is_logged_without_the_token(front: Front, caplog: pytest.LogCaptureFixture):
    token = front.token()
    with clock.at(TUESDAY):
        tokens.revoke(front.base, _id(front, token))

    with caplog.at_level(logging.WARNING, logger="onesource.door"):
        knock(front, "GET", "/api/v1/cases\n!", f"Bearer {token}")
        knock(front, "GET", "/api/v1/cases", "Bearer nonsense")

    ours = [one for one in caplog.records if one.name == attempts.__name__]
    first, second = (record.getMessage() for record in ours)
    assert f"token {_id(front, token)} of statistics was revoked" in first
    assert "refused GET '/api/v1/cases\\n!' from 127.0.0.1" in first
    assert "of another shape" in second
    assert token not in caplog.text


def test_the_token_itself_is_kept_nowhere(front: Front):
    token = front.token()

    kept = str(front.base.rows("select * from door.token"))

    assert token not in kept
    assert tokens._sha256(token) in kept


def test_a_token_s_last_day_of_use_is_known(front: Front):
    front.system().cases()

    [row] = tokens.listed(front.base, "statistics")

    assert str(row["used_on"]) == "2026-11-24"
    assert tokens.listed(front.base, "health") == []


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_a_token_holds_for_some_days(front: Front, days: int):
    with pytest.raises(Refused, match="1 to 3650 days"):
        front.token(days=days)


def test_a_provider_that_is_declared_no_longer_is_turned_away(front: Front):
    assert front.system("abolished_office").ask("/api/v1/cases").status_code == 403


def test_who_asks_too_often_waits(desk: Desk):
    with opened(desk.base, per_minute=3) as front:
        system, other = front.system(), front.system()
        answers = [system.ask("/api/v1/cases") for _ in range(4)]

        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 20
        assert other.ask("/api/v1/cases").status_code == 200


def test_turns_come_back_with_time(monkeypatch: pytest.MonkeyPatch):
    moment = [0.0]
    monkeypatch.setattr(guard.time, "monotonic", lambda: moment[0])
    turns = guard.Turns(60)

    assert [turns.wait("a") for _ in range(61)] == [0] * 60 + [1]
    moment[0] = 1.0
    assert [turns.wait("a") for _ in range(2)] == [0, 1]
    moment[0] = 1000.0
    assert [turns.wait("a") for _ in range(61)] == [0] * 60 + [1]


def test_every_answer_carries_the_headers_that_keep_from_harm(
    front: Front, system: System, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(looking, "lines", None)
    answers = [
        requests.get(f"{front.url}/health", timeout=20),
        requests.get(f"{front.url}/api/v1/cases", timeout=20),
        system.ask("/api/v1/nothing"),
        system.ask("/api/v1/cases"),
    ]

    assert [one.status_code for one in answers] == [200, 401, 404, 500]
    for one in answers:
        assert {name: one.headers.get(name) for name in SAFE} == SAFE
        assert "server" not in one.headers


def test_a_failure_tells_nothing_of_the_inside(system: System, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(looking, "lines", None)

    answer = system.ask("/api/v1/cases")

    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail", "faults"}
    assert not any(word in answer.text for word in ("Traceback", "NoneType", "onesource", ".py"))


def test_where_the_database_is_away_it_can_be_tried_again(front: Front, system: System):
    front.base.engine.dispose()
    url = front.base.engine.url
    away = type(front.base).at(url.set(port=9))
    with opened(away) as other:
        system.url = other.url
        answer = system.ask("/api/v1/cases")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
