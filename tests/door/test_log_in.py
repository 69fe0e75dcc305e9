"""Who comes in at the door: accounts, passwords, sessions, and forms that are theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from desk.lectern import Read
from door.front import Front, Person, case_of, refusals
from notice.desk import GAP, ONE, Desk
from notice.given import TUESDAY

from onesource.door import accounts
from onesource.door.people.app import TRIES
from onesource.door.people.rooms import ROUTES

WRONG = "账号或密码不对"


def test_nobody_sees_more_than_the_log_in(desk: Desk, front: Front):
    desk.sent(ONE)
    stranger = Person(front.url)
    for path, room in ROUTES.items():
        if path.startswith("/login"):
            continue
        address = path.replace("{case}", case_of(desk)).replace("{receipt}", "0" * 64)
        if "GET" in room.methods:
            answer = stranger.look(address, allow_redirects=False)
            assert (answer.status_code, answer.headers["Location"]) == (303, "/login"), path
        else:
            answer = stranger.send(address)
            assert answer.status_code == 401, path
            assert "请重新登录" in answer.text
    assert desk.answered() == {}


def test_who_logs_in_sees_what_is_asked_and_leaves(desk: Desk, front: Front):
    desk.sent(ONE, GAP)
    name, password = front.account()
    person = Person(front.url)

    page = person.log_in(name, password)

    assert page.url == f"{front.url}/"
    assert "统计局的待办案件" in page.text
    assert f"/cases/{case_of(desk)}" in Read(page.text).links()
    [cookie] = [one for one in person.session.cookies if one.name == "onesource_door"]
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "strict"
    left = person.fill("/", "/logout")
    assert left.url == f"{front.url}/login"
    person.session.cookies.set("onesource_door", cookie.value)
    assert person.look("/").url == f"{front.url}/login"
    [log] = front.base.rows("select who, act, about, roles from audit.entry")
    assert log == {"who": name, "act": "log_in", "about": "statistics", "roles": ["provider"]}


def test_what_is_wrong_of_a_log_in_is_not_told(front: Front):
    name, password = front.account()
    disabled, theirs = front.account()
    accounts.disable(front.base, disabled)
    tried = [(name, "x"), ("nobody", password), (disabled, theirs), ("' or 1=1 --", "x"), ("", "")]

    pages = [Person(front.url).log_in(*one) for one in tried]

    assert {one.status_code for one in pages} == {403}
    assert {one.text for one in pages} == {pages[0].text}
    assert WRONG in pages[0].text
    assert refusals(front) == [(name, "POST /login/now"), (disabled, "POST /login/now")]
    assert Person(front.url).log_in(name, password).status_code == 200


def test_a_password_and_a_session_are_kept_nowhere(front: Front):
    name, password = front.account()
    person = Person(front.url)
    person.log_in(name, password)

    kept = str(front.base.rows("select * from door.account"))
    kept += str(front.base.rows("select * from door.session"))

    assert password not in kept
    assert person.session.cookies["onesource_door"] not in kept
    assert "scrypt$32768$8$3$" in kept


def test_who_tries_too_often_waits(front: Front):
    person = Person(front.url)
    answers = [person.log_in(f"guess{one}", "x") for one in range(2 * TRIES)]

    assert [one.status_code for one in answers[:TRIES]] == [403] * TRIES
    waits = [one for one in answers if one.status_code == 429]
    assert waits
    assert int(waits[-1].headers["Retry-After"]) >= 1


@pytest.mark.parametrize(
    ("steps", "wait", "holds"),
    [(1, 29, True), (1, 31, False), (25, 28, True), (26, 28, False)],
    ids=["seen lately", "not seen for half an hour", "seen all the time", "half a day old"],
)
def test_a_session_ends(front: Front, steps: int, wait: int, holds: bool):
    person = front.person()
    for step in range(1, steps + 1):
        front.at(TUESDAY + timedelta(minutes=wait * step))
        last = person.look("/")

    assert (last.url == f"{front.url}/") is holds


def test_a_disabled_account_s_session_ends_at_once(front: Front):
    name, password = front.account()
    person = Person(front.url)
    person.log_in(name, password)

    accounts.disable(front.base, name)

    assert person.look("/").url == f"{front.url}/login"


def test_another_password_is_set_by_who_knows_the_one_there_is(front: Front):
    name, password = front.account()
    here, elsewhere = Person(front.url), Person(front.url)
    here.log_in(name, password)
    elsewhere.log_in(name, password)
    page, wanted = "/account", "another long password"

    def change(known: str, new: str, again: str) -> str:
        told = {"known": known, "wanted": new, "again": again}
        return here.fill(page, "/account/password", **told).text

    assert "两次输入" in change(password, wanted, "something else")
    assert "现在的密码不对" in change("wrong", wanted, wanted)
    assert "至少 12" in change(password, "short", "short")
    assert "密码已更改" in change(password, wanted, wanted)
    assert here.look("/").url == f"{front.url}/"
    assert elsewhere.look("/").url == f"{front.url}/login"
    assert WRONG in Person(front.url).log_in(name, password).text
    assert Person(front.url).log_in(name, wanted).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.invalid"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused(
    desk: Desk, front: Front, person: Person, headers: dict[str, str]
):
    case = case_of(desk)
    person.session.headers.update(headers)

    answer = person.fill(f"/cases/{case}", f"/cases/{case}/answer", answer="已更正")

    assert answer.status_code == 403
    assert desk.answered() == {}
    assert refusals(front)[0][1] == f"POST /cases/{case}/answer"


@pytest.mark.parametrize("seal", [None, "", "0" * 64, "é"])
def test_a_form_that_was_not_given_to_this_session_is_refused(
    desk: Desk, front: Front, person: Person, seal: str | None
):
    case = case_of(desk)
    carried = person.forms(f"/cases/{case}")[f"/cases/{case}/answer"]
    other = front.person()
    told = {**carried, "answer": "已更正"} | ({} if seal is None else {"seal": seal})

    answer = (other if seal is None else person).send(f"/cases/{case}/answer", **told)

    assert answer.status_code == 403
    assert desk.answered() == {}
