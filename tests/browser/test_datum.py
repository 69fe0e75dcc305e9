"""An entity is looked up in a real browser, as who may, and its page is whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.house import VISITORS
from browser.window import whole, window
from desk.lectern import opened as served
from notice.given import TUESDAY
from pipeline.conftest import copied
from pipeline.town import Town, day, renamed, small, township
from playwright.sync_api import Browser

from onesource.store.embedded import EmbeddedPostgres

KEY, TAGS = township(3), {"zh": "zh-CN", "en": "en"}


@pytest.fixture(scope="module")
def town(city: Town, server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A library whose third street was renamed on the second day; the statistics office says otherwise."""
    folder: Path = tmp_path_factory.mktemp("looked_up")
    town = city.on(copied(server, "looked_up"), folder / "lake")
    town.empty_boxes()
    town.register(small())
    town.deliver(renamed(small(), {KEY: "三街"}))
    town.run(day(1))
    town.register(renamed(small(), {KEY: "新三街道"}))
    town.run(day(2))
    return town


@pytest.mark.parametrize("visitor", ["steward", "adjudicator"])
@pytest.mark.parametrize("language", TAGS)
def test_an_entity_that_was_looked_up_is_shown_whole(
    town: Town, chromium: Browser, language: str, visitor: str
):
    with served(town.base, TUESDAY) as lectern, window(chromium) as opened:
        lectern.told["visitor"] = VISITORS[visitor]
        page = opened.page
        opened.open(f"{lectern.url}/data?lang={language}")
        page.locator("select[name=entity]").select_option("geospatial.division")
        page.locator("input[name=key]").fill(KEY)
        page.locator("input[name=purpose]").fill("核实第三街道的名称")
        page.locator("form.asked button").click()
        page.locator("#course").wait_for()

        assert "新三街道" in page.locator("main").inner_text()
        assert KEY not in page.url
        whole(opened, f"datum-{visitor}-{language}", TAGS[language])
