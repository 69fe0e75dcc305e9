"""One browser for all these tests, and the desk over a base database in which something has happened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.house import House, lived_in
from browser.window import CHROMIUM, SCREENS, browser
from desk.lectern import opened
from notice.given import TUESDAY
from pipeline.conftest import city, copied
from playwright.sync_api import Browser
from runtime.conftest import stack

from onesource.store.embedded import EmbeddedPostgres

__all__ = ["city", "stack"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if CHROMIUM is None and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="no Chromium here: make test-desk"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if CHROMIUM is not None and SCREENS.is_dir():
        terminalreporter.write_line(f"pictures of the desk: {SCREENS}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    SCREENS.mkdir(parents=True, exist_ok=True)
    with browser() as started:
        yield started


@pytest.fixture(scope="session")
def house(server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Served once: looking at it changes nothing."""
    base = copied(server, "looked_at")
    with opened(base, TUESDAY) as lectern:
        yield lived_in(lectern, tmp_path_factory.mktemp("reports"))
    base.engine.dispose()
