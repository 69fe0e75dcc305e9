"""What is posted otherwise than agreed: refused as a whole, with what is wrong, and nothing is taken."""

from __future__ import annotations

import gzip
import json
from typing import Any

import requests
from door.front import System
from door.test_gate import BODY, CASE, KEY
from notice.desk import ONE, Desk

from onesource.web import guard


def post(system: System, body: Any, **headers: Any) -> requests.Response:
    told = {"Content-Type": "application/json", **KEY, **headers}
    return system.ask("/api/v1/answers", "POST", data=body, headers=told)


def chunks(size: int) -> Any:
    yield from (b" " * 65_536 for _ in range(size // 65_536))


ANSWER = {"finding": ONE.number, "answer": "已更正"}
INVALID: dict[str, tuple[Any, int]] = {
    "no JSON": (b"{", 422),
    "not UTF-8": ('{"seen": 0, "answers": "已"}'.encode("gb18030"), 400),
    "too deep": (b"[" * 100_000, 400),
    "packed": (gzip.compress(BODY), 400),
    "an unknown field": ({"seen": 0, "answers": [ANSWER], "provider": "health"}, 422),
    "an unknown field of a row": ({"seen": 0, "answers": [ANSWER | {"status": "closed"}]}, 422),
    "no answers": ({"seen": 0, "answers": []}, 422),
    "a number as a text": ({"seen": "0", "answers": [ANSWER]}, 422),
    "a truth for a number": ({"seen": True, "answers": [ANSWER]}, 422),
    "before the first": ({"seen": -1, "answers": [ANSWER]}, 422),
    "beyond all": ({"seen": 2**63, "answers": [ANSWER]}, 422),
    "about nothing": ({"seen": 0, "answers": [{"answer": "已更正"}]}, 422),
    "about both": ({"seen": 0, "answers": [ANSWER | {"case": CASE}]}, 422),
    "a case that is none": (
        {"seen": 0, "answers": [{"case": "1' or 1=1", "answer": "已更正"}]},
        422,
    ),
    "half a sign": (b'{"seen": 0, "answers": [{"finding": "\\ud800", "answer": "x"}]}', 422),
    "a field of half a sign": (b'{"seen": 0, "\\ud800": 1, "answers": []}', 422),
    "too long": ({"seen": 0, "answers": [ANSWER | {"explanation": "长" * 10_001}]}, 422),
    "too many": ({"seen": 0, "answers": [ANSWER] * 10_001}, 422),
    "a list": ([ANSWER], 422),
    "too large": (b" " * (guard.LARGEST + 1), 413),
    "too large, and not announced": (chunks(guard.LARGEST + 65_536), 413),
}


def test_what_is_not_as_agreed_is_refused_and_nothing_is_taken(desk: Desk, system: System):
    desk.sent(ONE)

    for what, (body, status) in INVALID.items():
        sent = json.dumps(body).encode() if isinstance(body, dict | list) else body
        answer = post(system, sent)

        assert answer.status_code == status, f"{what}: {answer.text}"
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
    assert desk.answered() == {}
    assert post(system, BODY).status_code == 201


def test_a_key_is_needed_and_is_plain(desk: Desk, system: System):
    desk.sent(ONE)
    odd = ["", "short", "a b c d e f", "x" * 201, "键键键键键键键键"]

    answers = [post(system, BODY, **{"Idempotency-Key": one.encode()}) for one in odd]

    assert {one.status_code for one in answers} == {422}
    assert desk.answered() == {}


def test_signs_that_no_database_bears_are_refused_as_a_row(desk: Desk, system: System):
    desk.sent(ONE)

    odd = {"finding": f"\0{ONE.number}", "answer": "已\0更正", "explanation": "依\0据"}
    answer = system.post([odd, {**odd, "finding": ONE.number}])

    assert answer.status_code == 201
    assert answer.json()["taken"] == 0


def test_another_method_is_told_to_be_none(system: System):
    assert system.ask("/api/v1/cases", "DELETE").status_code == 405
