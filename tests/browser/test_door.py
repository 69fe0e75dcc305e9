"""The providers' door in a real browser: every page whole, quiet, open to everyone; answering, sending."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from browser.window import Window, whole, window
from desk.lectern import Lectern
from door.front import Front, opened
from notice.desk import GAP, ONE, TWO, Desk, fill
from notice.given import TUESDAY
from pipeline.conftest import copied
from playwright.sync_api import Browser

from onesource.door.people.rooms import ROUTES
from onesource.store.embedded import EmbeddedPostgres

TAGS = {"zh": "zh-CN", "en": "en"}
PAGES = {
    "home": ("/", "/", 200),
    "case": ("/cases/{case}", "/cases/{case}", 200),
    "answers": ("/answers", "/answers", 200),
    "receipt": ("/receipts/{receipt}", "/receipts/{receipt}", 200),
    "standing": ("/standing", "/standing", 200),
    "account": ("/account", "/account", 200),
    "missing": ("", "/nothing", 404),
    "log-in": ("/login", "/login", 200),
}
FILES = {"/cases/{case}/rows.csv", "/receipts/{receipt}/file", "/report.xlsx", "/report"}


@dataclass
class Department:
    """Statistics at its door: what it was sent, and how it logs in."""

    front: Front
    desk: Desk
    told: dict[str, str]
    account: tuple[str, str]

    def log_in(self, opened: Window, language: str = "zh") -> None:
        opened.open(f"{self.front.url}/login?lang={language}")
        opened.page.locator("[name=account]").fill(self.account[0])
        opened.page.locator("[name=password]").fill(self.account[1])
        opened.page.locator("main button").click()
        opened.page.wait_for_url(f"{self.front.url}/")


@pytest.fixture(scope="module")
def department(
    server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Department]:
    base = copied(server, "door_looked_at")
    desk = Desk(base, tmp_path_factory.mktemp("reports"))
    report = desk.sent(ONE, TWO, GAP)
    Lectern(base, None, "", {}).batch("statistics/divisions", TUESDAY)  # type: ignore[arg-type]
    with opened(base) as front:
        person = front.person()
        sent = fill(report, {ONE.number: ("已更正", ""), TWO.number: ("有异议", "")})
        receipt = person.upload("答复.xlsx", sent.read_bytes()).url.rpartition("/")[2]
        (case,) = [str(one["case_id"]) for one in desk.cases() if one["kind"] == "conflict"]
        told = {"case": case, "receipt": receipt}
        yield Department(front, desk, told, front.account())
    base.engine.dispose()


@pytest.fixture(scope="module", params=TAGS)
def reader(
    chromium: Browser, department: Department, request: pytest.FixtureRequest
) -> Iterator[tuple[Window, str]]:
    with window(chromium) as opened:
        department.log_in(opened, request.param)
        yield opened, request.param


def test_every_page_of_the_door_is_walked():
    shown = {route for route, room in ROUTES.items() if "GET" in room.methods}

    assert {route for route, *_ in PAGES.values()} - {""} == shown - FILES


@pytest.mark.parametrize("name", [one for one in PAGES if one != "log-in"])
def test_a_page_of_the_door_is_whole_quiet_and_open_to_everyone(
    department: Department, reader: tuple[Window, str], name: str
):
    opened, language = reader
    _, path, status = PAGES[name]
    opened.noticed.clear()

    assert opened.open(department.front.url + path.format(**department.told)) == status

    whole(opened, f"door-{name}-{language}", TAGS[language])
    assert opened.elsewhere(department.front.url) == []


@pytest.mark.parametrize("language", TAGS)
def test_the_log_in_is_whole_quiet_and_open_to_everyone(
    department: Department, chromium: Browser, language: str
):
    with window(chromium) as opened:
        assert opened.open(f"{department.front.url}/login?lang={language}") == 200
        whole(opened, f"door-log-in-{language}", TAGS[language])


def test_the_report_is_read_and_fetched(department: Department, chromium: Browser):
    with window(chromium) as opened:
        department.log_in(opened)
        with opened.page.expect_download() as fetched:
            opened.page.locator("a[href='/report.xlsx']").click()
        assert fetched.value.suggested_filename.startswith("数据核对报告_统计局_")

        opened.page.locator("a[href='/report']").click()
        opened.page.wait_for_url("**/report")
        assert "数据核对报告" in opened.page.locator("h1").inner_text()
        assert opened.noticed == []


def test_rows_are_ticked_and_answered(department: Department, chromium: Browser):
    with window(chromium) as opened:
        department.log_in(opened)
        opened.open(f"{department.front.url}/cases/{department.told['case']}")
        opened.page.locator("select[name=answer]").select_option("确认无误")
        opened.page.locator("input[value=rows]").check()
        opened.page.locator(f"input[value='{TWO.number}']").check()
        opened.page.locator("textarea").fill("民政局 2026 年 9 号文")
        opened.page.locator("section form button, form[action$='/answer'] button").click()
        opened.page.wait_for_url("**/receipts/*")

        assert TWO.number in opened.page.locator("table").inner_text()
        assert opened.noticed == []
    assert department.desk.answered()[TWO.number] == ("confirmed", "民政局 2026 年 9 号文")


def test_a_file_is_sent_and_its_receipt_shown_in_place(department: Department, chromium: Browser):
    report = department.desk.sent(ONE, TWO, GAP, at=TUESDAY, told=False)
    filled = fill(report, {GAP.number: ("非我部门", "该区划由民政部门认定")})
    with window(chromium) as opened:
        department.log_in(opened)
        opened.open(f"{department.front.url}/answers")
        opened.page.locator("[type=file]").set_input_files(str(filled))
        opened.page.evaluate("window.same = true")
        opened.page.locator("form[data-sent] button").click()
        opened.page.wait_for_url("**/receipts/*")

        assert opened.page.evaluate("window.same")  # the page that showed how far it was
        assert GAP.number in opened.page.locator("main").inner_text()
        assert opened.noticed == []
    assert department.desk.answered()[GAP.number][0] == "elsewhere"


def test_who_logs_out_is_out(department: Department, chromium: Browser):
    with window(chromium) as opened:
        department.log_in(opened)
        opened.page.locator("header button").click()
        opened.page.wait_for_url("**/login")
        opened.open(f"{department.front.url}/standing")

        assert opened.page.url == f"{department.front.url}/login"
