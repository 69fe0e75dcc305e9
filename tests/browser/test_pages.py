"""Every page of the desk, as each visitor sees it in a real browser: whole, quiet, and open to everyone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.house import PAGES, VISITORS, House, status
from browser.window import Window, whole, window
from door.front import Set, serving
from notice.given import TUESDAY
from playwright.sync_api import Browser
from starlette.responses import HTMLResponse

from onesource.desk.gate import SAFE
from onesource.desk.rooms import ROUTES

TAGS = {"zh": "zh-CN", "en": "en"}
BY_FORM = {"/data/found"}  # walked in test_datum.py
HARM = """<!doctype html><html><head><title>bad</title></head><body><img src="/gone.png">
<script>document.title = 'run'</script><script src="http://elsewhere.invalid/x.js"></script>
<input><table width="900"><tr><td>wide</td></tr></table></body></html>"""


@pytest.fixture(scope="module", params=TAGS)
def reader(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[Window, str]]:
    with window(chromium) as opened:
        yield opened, request.param


def test_every_route_of_the_desk_is_walked():
    assert {route for route, *_ in PAGES.values()} - {""} | BY_FORM == set(ROUTES)


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_quiet_and_open_to_everyone(
    house: House, reader: tuple[Window, str], name: str, visitor: str
):
    opened, language = reader
    house.lectern.told["visitor"] = VISITORS[visitor]
    address = house.address(name)
    opened.noticed.clear()

    answer = opened.open(f"{address}{'&' if '?' in address else '?'}lang={language}")

    assert answer == status(name, visitor)
    whole(opened, f"{name}-{visitor}-{language}", TAGS[language])
    assert opened.elsewhere(house.lectern.url) == []


def test_what_is_wrong_with_a_page_is_noticed(chromium: Browser):
    async def bad(scope, receive, send) -> None:
        status = 404 if scope["path"] == "/gone.png" else 200
        await HTMLResponse(HARM, status, headers=SAFE)(scope, receive, send)

    with serving(Set(bad, TUESDAY)) as url, window(chromium) as opened:
        opened.page.set_viewport_size({"width": 390, "height": 800})
        assert opened.open(url) == 200
        noticed, barriers = "\n".join(opened.noticed), "\n".join(opened.barriers())
        shown = opened.shown()

    assert "Content Security Policy" in noticed
    assert "inline script" in noticed
    assert "404: " in noticed
    assert opened.elsewhere(url) == ["http://elsewhere.invalid/x.js"]
    assert "critical label" in barriers
    assert "serious html-has-lang" in barriers
    assert shown["language"] == ""
    assert shown["headings"] == 0
    assert shown["beyond"] > 400


def test_a_page_is_read_with_the_keyboard_alone(house: House, chromium: Browser):
    house.lectern.told["visitor"] = VISITORS["officer"]
    with window(chromium) as opened:
        opened.open(house.address("cases"))
        opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        assert opened.page.locator(".skip").bounding_box()["x"] > 0

        link = opened.page.locator("tbody a").first
        link.focus()
        opened.page.keyboard.press("Enter")
        opened.page.wait_for_url("**/cases/*-*")

        assert opened.noticed == []
