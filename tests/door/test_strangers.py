"""What is another provider's stays theirs, and who tries it is written down."""

from __future__ import annotations

from door.front import Front, Person, case_of, refusals
from notice.desk import GAP, ONE, Desk
from notice.given import TUESDAY

from onesource.door import taking, tokens


def test_another_provider_s_things_are_not_there(desk: Desk, front: Front, person: Person):
    case = case_of(desk)
    mine = person.fill(f"/cases/{case}", f"/cases/{case}/answer", answer="已更正").url
    receipt = mine.rpartition("/")[2]
    other, before = front.person("health"), len(refusals(front))
    carried = {"seal": other.forms("/")["/logout"]["seal"], "seen": 0, "answer": "已更正"}
    theirs = [
        f"/cases/{case}",
        f"/cases/{case}/rows.csv",
        f"/receipts/{receipt}",
        f"/receipts/{receipt}/file",
    ]
    unknown = [one.replace(case, "0" * 8 + case[8:]).replace(receipt, "0" * 64) for one in theirs]

    answers = [other.look(one) for one in (*theirs, *unknown)]

    assert {one.status_code for one in answers} == {404}
    assert len({one.text for one in answers}) == 1
    assert [about for _, about in refusals(front)[before:]] == [
        f"GET {one}" for one in (*theirs, *unknown)
    ]
    key = "page-00000000-0000-0000-0000-000000000000"
    assert other.send(f"/cases/{case}/answer", **carried, key=key).status_code == 404
    assert refusals(front)[-1][1] == f"POST /cases/{case}/answer"
    assert case not in other.look("/").text
    assert ONE.number not in other.look("/report").text


def test_a_fetched_report_of_another_provider_is_refused(desk: Desk, front: Front, person: Person):
    content = person.look("/report.xlsx").content

    answer = front.person("health").upload("theirs.xlsx", content)

    assert "不是" in answer.text
    assert "没有采纳任何内容" in answer.text
    assert desk.answered() == {}


def test_answers_to_what_is_another_provider_s_are_written_down(
    desk: Desk, front: Front, person: Person
):
    system, health = front.system("health"), front.person("health")
    mine, own = front.system(), case_of(desk)
    other = {"about": "rows", "finding": "0000-0000-0000-0000", "answer": "已更正"}

    for body in ({"finding": ONE.number}, {"case": own}, {"finding": other["finding"]}):
        posted = system.post([{**body, "answer": "已更正"}])
        assert (posted.status_code, posted.json()["refused"]) == (201, 1)
    health.upload("theirs.xlsx", person.look("/report.xlsx").content)
    person.fill(f"/cases/{own}", f"/cases/{own}/answer", **other)
    mine.post([{"finding": ONE.number, "answer": "有异议"}])  # theirs, only not well said

    assert [about for _, about in refusals(front)] == [
        *["POST /api/v1/answers"] * 3,
        "POST /answers/file",
        f"POST /cases/{own}/answer",
    ]
    assert desk.answered() == {}


def test_who_answers_its_own_case_too_late_has_tried_nothing(desk: Desk, front: Front):
    desk.sent(ONE)
    system, case = front.system(), case_of(desk)
    desk.run(
        "update discrepancy.finding set status = 'closed', closed_at = opened_at, closed_by = 'data'"
    )
    whys = [system.post([{"case": case, "answer": "已更正"}]).json()["results"][0]["why"]]
    desk.sent(GAP, at=TUESDAY)
    whys += [system.post([{"case": case, "answer": "确认无误"}]).json()["results"][0]["why"]]

    assert whys == [taking.NO_CASE] * 2
    assert [one["phase"] for one in desk.cases() if one["kind"] == "conflict"] == ["closed"]
    assert refusals(front) == []


def test_a_system_that_asks_for_another_provider_s_things_is_written_down(desk: Desk, front: Front):
    desk.sent(ONE)
    own, other = front.system(), front.system("health")
    receipt = own.post([{"finding": ONE.number, "answer": "已更正"}]).json()["receipt"]
    tried = [f"/api/v1/cases/{case_of(desk)}/findings", f"/api/v1/receipts/{receipt}"]

    assert [own.ask(one).status_code for one in tried] == [200, 200]
    assert [other.ask(one).status_code for one in tried] == [404, 404]

    [token] = front.base.rows("select token_id from door.token where provider = 'health'")
    who = f"token {token['token_id']} of health"
    assert refusals(front) == [(who, f"GET {one}") for one in tried]


def test_a_revoked_token_that_is_shown_is_written_down_and_an_unknown_one_is_not(front: Front):
    system = front.system()
    [token] = front.base.rows("select token_id from door.token")
    tokens.revoke(front.base, token["token_id"])

    assert system.ask("/api/v1/cases").status_code == 401
    system.token = "onesource_" + "x" * 43
    assert system.ask("/api/v1/cases").status_code == 401

    assert refusals(front) == [(f"token {token['token_id']} of statistics", "GET /api/v1/cases")]
