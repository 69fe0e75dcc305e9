"""Answers that are posted: what is taken, what the receipt says, and that no key is taken twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from door.front import Front, System
from notice.desk import CONFIRMED, GAP, ONE, TWO, Desk
from notice.given import TUESDAY, keep

from onesource.door import bureau
from onesource.store.base import Base

MENDED = {"answer": "已更正"}


def log(base: Base) -> list[dict[str, Any]]:
    return base.rows("select * from discrepancy.case_entry order by entry_id")


def test_what_is_posted_is_taken_and_moves_its_case(desk: Desk, system: System):
    desk.sent(ONE, TWO, GAP)
    said = {"answer": CONFIRMED[0], "explanation": CONFIRMED[1]}

    answer = system.post([{"finding": ONE.number, **said}, {"finding": GAP.number, **MENDED}])

    receipt = answer.json()
    assert answer.status_code == 201
    assert (receipt["taken"], receipt["refused"]) == (2, 0)
    assert receipt["summary"] == "共 2 行填有答复：已采纳 2 行，未采纳 0 行。"
    assert [one["why"] for one in receipt["results"]] == [
        "已记录，将由主管部门组织核实。",
        "下一批数据核对通过后自动核销。",
    ]
    assert desk.answered() == {
        ONE.number: ("confirmed", CONFIRMED[1]),
        GAP.number: ("corrected", ""),
    }
    assert {case["kind"]: case["phase"] for case in desk.cases()} == {
        "conflict": "asked",
        "uncovered": "rechecking",
    }
    assert len(receipt["cases"]) == 2


def test_what_can_be_taken_is_taken_and_the_rest_is_told_row_by_row(desk: Desk, system: System):
    desk.sent(ONE, GAP)

    receipt = system.post(
        [
            {"finding": ONE.number, "answer": "有异议"},
            {"finding": GAP.number, **MENDED},
            {"finding": "1A2B-3C4D-5E6F-7A8B", **MENDED},
            {"finding": "=1+1", **MENDED},
            {"finding": ONE.number[:9], **MENDED},
        ]
    ).json()

    assert [one["taken"] for one in receipt["results"]] == [False, True, False, False, False]
    assert [one["row"] for one in receipt["results"]] == [1, 2, 3, 4, 5]
    assert "须在“答复说明”列写明正确的值和依据" in receipt["results"][0]["why"]
    assert "没有这个编号的问题" in receipt["results"][2]["why"]
    assert "不完整或不是问题编号" in receipt["results"][3]["why"]
    assert desk.answered() == {GAP.number: ("corrected", "")}


def test_two_answers_to_one_finding_are_not_chosen_from(desk: Desk, system: System):
    desk.sent(ONE)

    receipt = system.post(
        [
            {"finding": ONE.number, **MENDED},
            {"finding": ONE.number, "answer": "有异议", "explanation": "以 9 号文为准"},
        ]
    ).json()

    assert receipt["taken"] == 0
    assert "“JSON”第 1 行、“JSON”第 2 行" in receipt["results"][0]["why"]
    assert desk.answered() == {}


def test_the_same_again_under_its_key_is_the_same_receipt_and_changes_nothing(
    desk: Desk, system: System
):
    desk.sent(ONE, TWO)
    given, seen = [{"finding": ONE.number, **MENDED}], system.cases()["seen"]
    first, before = system.post(given, "key-of-mine", seen), log(desk.base)

    again = system.post(given, "key-of-mine", seen)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.content == first.content
    assert log(desk.base) == before


def test_a_key_that_stands_for_something_else_is_refused(desk: Desk, system: System):
    desk.sent(ONE, TWO)
    system.post([{"finding": ONE.number, **MENDED}], "key-of-mine")

    other = system.post([{"finding": TWO.number, **MENDED}], "key-of-mine")

    assert other.status_code == 409
    assert "已经用于另一份内容" in other.json()["detail"]
    assert TWO.number not in desk.answered()


def test_one_provider_s_key_is_none_of_another_s(desk: Desk, front: Front, system: System):
    desk.sent(ONE)
    system.post([{"finding": ONE.number, **MENDED}], "key-of-mine")

    other = front.system("health").post([{"finding": ONE.number, **MENDED}], "key-of-mine")

    assert other.status_code == 201
    assert "这个编号不是贵单位的问题" in other.json()["results"][0]["why"]


def test_a_body_that_was_wholly_taken_is_not_taken_again_under_another_key(
    desk: Desk, system: System
):
    desk.sent(ONE)
    given, seen = [{"finding": ONE.number, **MENDED}], system.cases()["seen"]
    first, before = system.post(given, seen=seen), log(desk.base)

    again = system.post(given, seen=seen)

    assert (again.status_code, again.content) == (200, first.content)
    assert log(desk.base) == before


def test_a_body_of_which_rows_were_refused_is_judged_anew_under_another_key(
    desk: Desk, system: System
):
    desk.sent(ONE, told=False)
    given, seen = [{"finding": ONE.number, **MENDED}], system.cases()["seen"]
    first = system.post(given, seen=seen).json()
    assert "还没有随报告送达" in first["results"][0]["why"]
    desk.sent(ONE, at=TUESDAY)

    second = system.post(given, seen=seen, key="the-second-time").json()

    assert (first["taken"], second["taken"]) == (0, 1)
    assert second["receipt"] == f"{first['receipt']}-2"
    assert system.post(given, seen=seen, key="the-second-time").json() == second
    for told in (first, second):
        assert system.ask(f"/api/v1/receipts/{told['receipt']}").json() == told


def test_a_receipt_can_be_asked_for_again(desk: Desk, front: Front, system: System):
    desk.sent(ONE)
    given = system.post([{"finding": ONE.number, **MENDED}])
    path = f"/api/v1/receipts/{given.json()['receipt']}"

    assert system.ask(path).content == given.content
    assert front.system("civil_affairs").ask(path).status_code == 404
    assert system.ask(f"/api/v1/receipts/{'0' * 64}").status_code == 404


def test_the_receipt_is_kept_and_not_owed_to_the_front_end_machine(desk: Desk, system: System):
    desk.sent(ONE)

    receipt = system.post([{"finding": ONE.number, **MENDED}]).json()

    [reply] = desk.base.rows("select * from notice.reply")
    [kept] = desk.base.rows("select * from notice.receipt")
    assert (reply["reply_id"], reply["taken"]) == (f"statistics/{receipt['sha256']}", 1)
    assert kept["delivered_at"] == TUESDAY


def test_an_answer_about_what_changed_since_it_was_looked_at_is_refused(desk: Desk, system: System):
    desk.sent(ONE)
    seen = system.cases()["seen"]
    keep(desk.base, replace(ONE, provider_value="又改"))
    desk.happens(ONE, "changed")

    old = system.post([{"finding": ONE.number, **MENDED}], seen=seen).json()
    now = system.post([{"finding": ONE.number, **MENDED}]).json()

    assert "在该报告之后有变化" in old["results"][0]["why"]
    assert (old["taken"], now["taken"]) == (0, 1)


def test_what_is_posted_many_times_at_once_is_taken_once(desk: Desk, front: Front):
    desk.sent(ONE, TWO)
    system = front.system()
    seen, given = system.cases()["seen"], [{"finding": ONE.number, **MENDED}]

    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(
                lambda _: System(front.url, system.token).post(given, "key-of-mine", seen), range(6)
            )
        )

    assert sorted(one.status_code for one in answers) == [200] * 5 + [201]
    assert len({one.content for one in answers}) == 1
    assert [row["step"] for row in log(desk.base)].count("answered") == 1


def test_while_findings_are_being_settled_it_can_be_tried_again(
    desk: Desk, front: Front, monkeypatch: pytest.MonkeyPatch
):
    desk.sent(ONE)
    system = front.system()
    seen = system.cases()["seen"]
    monkeypatch.setattr(bureau, "PATIENCE", "set local lock_timeout = '100ms'")

    with desk.base.transaction() as settling:
        settling.execute(sa.text("lock table discrepancy.finding_event in row exclusive mode"))
        busy = system.post([{"finding": ONE.number, **MENDED}], "key-of-mine", seen)
    taken = system.post([{"finding": ONE.number, **MENDED}], "key-of-mine", seen)

    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "30")
    assert taken.status_code == 201
