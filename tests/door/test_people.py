"""A department's people at the door: see what is asked, answer, fetch, and send."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote

import pytest
from desk.lectern import Lectern, Read
from door.front import Front, Person, case_of, opened
from notice.desk import GAP, ONE, TWO, Desk, fill
from notice.given import TUESDAY

from onesource.door.people.entrance import SAFE


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
