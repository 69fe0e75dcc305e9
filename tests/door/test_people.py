"""A department's people at the door: log in, see what is asked, answer, fetch, send, and leave."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from urllib.parse import quote

import pytest
from desk.lectern import Lectern, Read
from door.front import Front, Person, opened
from notice.desk import GAP, ONE, TWO, Desk, fill
from notice.given import TUESDAY

from onesource.door import accounts, tokens
from onesource.door.people.app import TRIES
from onesource.door.people.entrance import SAFE
from onesource.door.people.rooms import ROUTES

WRONG = "账号或密码不对"


def case_of(desk: Desk, kind: str = "conflict") -> str:
    (found,) = [one for one in desk.cases() if one["kind"] == kind]
    return str(found["case_id"])


@pytest.fixture
def person(desk: Desk, front: Front) -> Person:
    """Somebody of statistics, which was sent a report."""
    desk.sent(ONE, TWO, GAP)
    return front.person()


def refusals(front: Front) -> list[tuple[str, str]]:
    rows = front.base.rows("select * from audit.entry where act = 'refused' order by entry_id")
    return [(row["who"], row["about"]) for row in rows]


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


def test_a_case_is_answered_as_a_whole(desk: Desk, person: Person):
    case = case_of(desk)
    page = person.look(f"/cases/{case}")
    assert ONE.number in page.text
    assert ONE.provider_value in page.text

    receipt = person.fill(
        f"/cases/{case}", f"/cases/{case}/answer", answer="确认无误", explanation="民政局批复"
    )

    assert "/receipts/" in receipt.url
    assert "采纳" in receipt.text
    assert set(desk.answered().values()) == {("confirmed", "民政局批复")}
    assert len(desk.answered()) == 2


def test_rows_are_answered_by_themselves(desk: Desk, person: Person):
    case = case_of(desk)
    to = f"/cases/{case}/answer"

    none = person.fill(f"/cases/{case}", to, answer="已更正", about="rows")
    assert (none.status_code, "没有勾选" in none.text) == (400, True)
    assert '<option value="已更正" selected>' in none.text
    unsaid = person.fill(f"/cases/{case}", to, about="case")
    assert (unsaid.status_code, "没有选择" in unsaid.text) == (400, True)
    bare = person.fill(f"/cases/{case}", to, answer="有异议", about="rows", finding=ONE.number)
    assert "须在“答复说明”列写明" in bare.text
    assert desk.answered() == {}

    person.fill(f"/cases/{case}", to, answer="已更正", about="rows", finding=ONE.number)

    assert desk.answered() == {ONE.number: ("corrected", "")}


def test_what_is_sent_twice_is_taken_once(desk: Desk, front: Front, person: Person):
    case = case_of(desk)
    to = f"/cases/{case}/answer"
    carried = person.forms(f"/cases/{case}")[to]

    first = person.send(to, **carried, answer="已更正")
    again = person.send(to, **carried, answer="已更正")
    other = person.send(to, **carried, answer="非我部门", explanation="由民政局负责")

    assert first.url == again.url
    assert (other.status_code, "已经提交过另一份答复" in other.text) == (409, True)
    assert len(front.base.rows("select * from notice.reply")) == 1
    assert {answer for answer, _ in desk.answered().values()} == {"corrected"}


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


def test_a_filled_report_comes_back_by_the_page(desk: Desk, person: Person):
    path = fill(
        desk.sent(ONE, TWO, GAP, at=TUESDAY, told=False),
        {ONE.number: ("已更正", ""), TWO.number: ("有异议", "")},
    )

    receipt = person.upload("答复.xlsx", path.read_bytes())

    assert "/receipts/" in receipt.url
    assert Read(receipt.text).texts["rows"].count("须在“答复说明”列写明") == 1
    assert desk.answered() == {ONE.number: ("corrected", "")}
    file = person.look(f"{receipt.url.removeprefix(person.url)}/file")
    assert file.content.startswith(b"PK")
    assert quote("答复回执_统计局_") in file.headers["Content-Disposition"]
    assert "答复.xlsx" in person.look("/answers").text


@pytest.mark.parametrize(
    ("content", "status", "told"),
    [
        (b"", 400, "文件是空的"),
        (b"no workbook", 200, "不是完整的 XLSX"),
        (b"PK\x03\x04", 200, "XLSX"),
    ],
    ids=["empty", "something else", "cut off"],
)
def test_a_file_that_is_no_report_is_told_to_be_none(
    desk: Desk, person: Person, content: bytes, status: int, told: str
):
    answer = person.upload("x.xlsx", content)

    assert (answer.status_code, told in answer.text) == (status, True)
    assert desk.answered() == {}


def test_a_report_that_was_fetched_is_filled_in_and_comes_back(desk: Desk, person: Person):
    fetched = person.look("/report.xlsx")
    assert "attachment" in fetched.headers["Content-Disposition"]
    path = desk.folder / "fetched.xlsx"
    path.write_bytes(fetched.content)

    person.upload("mine.xlsx", fill(path, {ONE.number: ("已更正", "")}).read_bytes())

    assert desk.answered() == {ONE.number: ("corrected", "")}


def test_a_fetched_report_of_another_provider_is_refused(desk: Desk, front: Front, person: Person):
    content = person.look("/report.xlsx").content

    answer = front.person("health").upload("theirs.xlsx", content)

    assert "不是" in answer.text
    assert "没有采纳任何内容" in answer.text
    assert desk.answered() == {}


def test_the_report_is_read_in_a_page_where_nothing_runs(person: Person):
    page = person.look("/report")

    assert ONE.number in page.text
    assert page.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_all_rows_of_a_case_are_fetched(desk: Desk, person: Person):
    answer = person.look(f"/cases/{case_of(desk)}/rows.csv")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["编号"] for row in rows} == {ONE.number, TWO.number}
    assert "text/csv" in answer.headers["Content-Type"]


def test_how_a_provider_stands_is_counted(desk: Desk, person: Person):
    case = case_of(desk)
    person.fill(f"/cases/{case}", f"/cases/{case}/answer", answer="已更正")

    assert "还没有收到过数据" in person.look("/standing").text
    Lectern(desk.base, None, "", {}).batch("statistics/divisions", TUESDAY)  # type: ignore[arg-type]
    page = Read(person.look("/standing").text)

    for told in ("统计用区划代码", "1,003", "99.9%", "已入库"):
        assert told in page.texts["feeds"]
    assert page.texts["dealt"].startswith(
        "2025-11-24 以来的案件 已答复 1 其中从未逾期 1 逾期并督办过 0"
    )


def test_a_closed_case_keeps_its_page(desk: Desk, person: Person):
    case = case_of(desk)
    desk.run(
        "update discrepancy.finding set status = 'closed', closed_at = opened_at, closed_by = 'data'"
    )
    desk.sent(GAP, at=TUESDAY)

    page = person.look(f"/cases/{case}")

    assert page.status_code == 200
    assert "已了结" in Read(page.text).texts["now"]
    assert "现在" not in page.text or f"/cases/{case}/answer" not in page.text


@pytest.mark.parametrize(
    "path",
    ["/cases/1", "/cases/../x", "/receipts/1", "/cases/%00", "/nothing"],
)
def test_an_address_that_is_none_says_so(person: Person, path: str):
    answer = person.look(path)

    assert answer.status_code in (400, 404)
    assert "Traceback" not in answer.text


def test_every_page_carries_the_headers_that_keep_from_harm(front: Front, person: Person):
    for answer in (person.look("/"), person.look("/nothing"), Person(front.url).look("/login")):
        assert {name: answer.headers.get(name) for name in SAFE} == SAFE


def test_a_page_is_in_the_language_that_was_chosen(person: Person):
    assert 'lang="zh-CN"' in person.look("/").text
    page = person.look("/?lang=en").text

    assert 'lang="en"' in page
    assert "Waiting for you" in page
    assert "Waiting for you" in person.look("/").text


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


def test_where_the_database_is_away_a_page_says_so(front: Front):
    person = front.person()
    away = type(front.base).at(front.base.engine.url.set(port=9))
    with opened(away) as other:
        stranger = Person(other.url)
        tried = [stranger.log_in("somebody", "x")]
        stranger.session.cookies.set("onesource_door", person.session.cookies["onesource_door"])
        tried.append(stranger.look("/"))

    for answer in tried:
        assert answer.status_code == 503
        assert "系统暂时不能办理" in answer.text
        assert "Traceback" not in answer.text


def test_answers_are_told_by_the_way_they_came(desk: Desk, front: Front, person: Person):
    case = case_of(desk)
    person.fill(f"/cases/{case}", f"/cases/{case}/answer", answer="已更正")
    front.system().post([{"finding": GAP.number, "answer": "已更正"}])

    page = person.look("/answers").text

    assert "门户页面" in page
    assert "JSON" in page
