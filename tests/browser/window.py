"""A real browser's window: what it shows, and what it notices that no reading of a page's source would."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from onesource.settings import PROJECT

CHROMIUM = shutil.which("chromium")
SCREENS = PROJECT / ".onesource" / "screens"
AXE = Path(__file__).parent / "axe" / "axe.min.js"
SIZES = {"1280": (1280, "light"), "1280-dark": (1280, "dark"), "390": (390, "light")}
WAIT = 30_000  # milliseconds
WORDS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
NOTED = "Failed to load resource"  # what a browser says of a status, which is judged by itself
SHOWN = """() => ({
  language: document.documentElement.lang,
  headings: document.querySelectorAll('h1').length,
  beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth,
})"""
JUDGED = """async () => (await axe.run()).violations.map(
  one => `${one.impact} ${one.id}: ${one.nodes.map(node => node.html.slice(0, 120)).join(' | ')}`)"""


@dataclass
class Window:
    """One window. noticed: what went wrong in it since it was opened, in words; asked: every address."""

    page: Page
    noticed: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(WAIT)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.noticed.append(f"error: {error}"))
        self.page.on("requestfailed", lambda one: self.noticed.append(f"failed: {one.url}"))
        self.page.on("request", self._request)
        self.page.on("response", self._response)

    def open(self, url: str) -> int:
        """Goes to an address; its status."""
        answer = self.page.goto(url)
        assert answer is not None
        return answer.status

    def shown(self) -> dict[str, Any]:
        """language, headings of the first order, and by how many pixels the page is too wide."""
        return dict(self.page.evaluate(SHOWN))

    def barriers(self) -> list[str]:
        """What keeps somebody out, by axe: `<impact> <rule>: <where>`."""
        return list(self.page.evaluate(JUDGED))

    def elsewhere(self, url: str) -> list[str]:
        """What was asked of another host than this address's."""
        return [one for one in self.asked if urlsplit(one).netloc != urlsplit(url).netloc]

    def keep(self, name: str) -> None:
        """Keeps a picture of the whole page."""
        self.page.screenshot(path=SCREENS / f"{name}.png", full_page=True)

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            self.asked.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(NOTED):
            where = message.location.get("url", "")
            self.noticed.append(f"console: {message.text} ({where})")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.noticed.append(f"{response.status}: {response.url}")


@contextmanager
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, without a screen."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=WORDS)
        yield chromium
        chromium.close()


@contextmanager
def window(of: Browser, **given: Any) -> Iterator[Window]:
    """A window with nothing remembered, and axe in it, which no page's own policy keeps out."""
    context = of.new_context(**given)
    context.add_init_script(path=AXE)
    yield Window(context.new_page())
    context.close()


def whole(opened: Window, name: str, language: str) -> None:
    """Holds the page that is open to what every page keeps, in each size; keeps its pictures."""
    for size, (width, scheme) in SIZES.items():
        opened.page.set_viewport_size({"width": width, "height": 800})
        opened.page.emulate_media(color_scheme=scheme)
        opened.keep(f"{name}-{size}")
        shown = opened.shown()
        assert shown == {"language": language, "headings": 1, "beyond": 0}, f"{size}: {shown}"
        assert (barriers := opened.barriers()) == [], f"{size}: {barriers}"
    assert opened.noticed == []
