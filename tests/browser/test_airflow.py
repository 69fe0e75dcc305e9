"""The desk as somebody comes to it: through Airflow's log-in and menu, and on into Airflow's own pages."""

from __future__ import annotations

import re

import pytest
from browser.window import window
from playwright.sync_api import Browser
from runtime.running import ready

from onesource.runtime import Stack
from onesource.store.base import Base
from onesource.store.migrations import migrate

DEATHS = "feed.health.deaths"


@pytest.mark.scheduler
def test_the_desk_is_reached_from_the_menu_and_leads_on_to_a_feed_s_runs(
    stack: Stack, chromium: Browser
):
    base = Base.at(stack.state.postgres().url("onesource", "onesource"))
    migrate(base)
    base.engine.dispose()
    ready(stack, DEATHS)

    with window(chromium, viewport={"width": 1280, "height": 800}) as opened:
        page = opened.page
        opened.open(f"{stack.base_url}/")
        page.locator("input[name=username]").fill("admin")
        page.locator("input[name=password]").fill(stack.state.secrets()["airflow_admin"])
        page.locator("button[type=submit]").click()
        page.get_by_text("首页", exact=True).wait_for()  # whatever the browser speaks
        page.get_by_text("一数一源", exact=True).click()
        desk = page.frame_locator("iframe")
        desk.locator("h1", has_text="总览").wait_for()
        opened.keep("airflow-desk")
        desk.locator('a[href="/desk/feeds/health/deaths"]').click()
        desk.locator("h1", has_text="死亡医学证明").wait_for()
        desk.locator(f'a[href="/dags/{DEATHS}"]').click()
        page.wait_for_url(re.compile(rf"/dags/{re.escape(DEATHS)}"))
        page.get_by_text(DEATHS).first.wait_for()
        opened.keep("airflow-feed")

        assert page.locator("iframe").count() == 0
        assert any(one.endswith("/desk/static/pages.css") for one in opened.asked)
        assert [one for one in opened.noticed if "/desk/" in one] == []
