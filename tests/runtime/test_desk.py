"""The desk within the real Airflow: behind Airflow's own login, over the base database, in its menu."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from runtime.running import finish, ready

from onesource.desk import overview
from onesource.runtime import Stack
from onesource.settings import PROJECT
from onesource.store.base import Base
from onesource.store.migrations import migrate

PLUGIN = """
import json, sys
import airflow.plugins_manager, airflow.configuration
before = set(sys.modules)
sys.path.insert(0, sys.argv[1])
import onesource_ui
print(json.dumps(sorted(set(sys.modules) - before)))
"""
DEATHS, LIBRARY = "feed.health.deaths", "library.population"
DAY = datetime(2026, 3, 1, tzinfo=UTC)
HEAVY = {"fastapi", "starlette", "jinja2", "sqlalchemy", "pydantic", "airflow"}


def test_the_plugin_imports_nothing_that_the_desk_needs(tmp_path: Path):
    environment = {
        "AIRFLOW_HOME": str(tmp_path),
        "HOME": str(tmp_path),
        "PYTHONPATH": str(PROJECT / "include"),
    }
    words = [sys.executable, "-c", PLUGIN, str(PROJECT / "plugins")]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)

    imported = json.loads(done.stdout.splitlines()[-1])

    assert "onesource_ui" in imported
    assert {name.split(".")[0] for name in imported} & HEAVY == set()
    assert [
        name for name in imported if name.startswith(("onesource.desk", "onesource.door"))
    ] == []


@pytest.fixture(scope="module")
def token(stack: Stack) -> str:
    """An administrator's, with the base database's schema in place."""
    base = Base.at(stack.state.postgres().url("onesource", "onesource"))
    migrate(base)
    base.engine.dispose()
    told = stack.api._login
    answer = requests.post(f"{stack.api.url}/auth/token", json=told, timeout=20)
    return str(answer.json()["access_token"])


@pytest.mark.scheduler
@pytest.mark.parametrize("shown", [{}, {"_token": "x"}, {"_token": "a.b.c"}])
def test_without_airflow_s_login_there_is_no_desk(stack: Stack, shown: dict[str, str]):
    answer = requests.get(f"{stack.api.url}/desk/", cookies=shown, timeout=60)

    assert answer.status_code == 401
    assert "请先登录" in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.scheduler
def test_airflow_s_login_opens_the_desk(stack: Stack, token: str):
    by_cookie = requests.get(f"{stack.api.url}/desk/", cookies={"_token": token}, timeout=60)
    bearer = {"Authorization": f"Bearer {token}"}
    by_header = requests.get(f"{stack.api.url}/desk/?lang=en", headers=bearer, timeout=60)

    assert by_cookie.status_code == by_header.status_code == 200
    assert "自然资源和空间地理基础信息库" in by_cookie.text
    assert "Needs attention" in by_header.text
    assert by_cookie.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert requests.get(f"{stack.api.url}/desk/static/pages.css", timeout=20).status_code == 200


@pytest.mark.scheduler
def test_a_feed_whose_last_run_failed_is_failing_until_one_succeeds(stack: Stack, token: str):
    ready(stack, DEATHS)
    _, changes = finish(stack, DEATHS, DAY, {"fail": True})
    assert changes[-1].after == "failed"
    time.sleep(overview.SHARED + 0.5)  # what readers are told the same
    shown = requests.get(f"{stack.api.url}/desk/", cookies={"_token": token}, timeout=60).text

    _, changes = finish(stack, DEATHS, DAY + timedelta(days=1))
    assert changes[-1].after == "success"
    time.sleep(overview.SHARED + 0.5)
    after = requests.get(f"{stack.api.url}/desk/", cookies={"_token": token}, timeout=60).text

    assert f'/dags/{DEATHS}"' in shown
    assert 'id="need-failing"' in shown
    assert 'id="need-failing"' not in after


@pytest.mark.scheduler
def test_a_library_that_is_built_shows_how_far_it_is(stack: Stack, token: str, tmp_path: Path):
    ready(stack, LIBRARY)
    until = tmp_path / "until"
    run = stack.api.trigger(LIBRARY, DAY, {"until": str(until)})
    deadline, shown = time.monotonic() + 60, ""
    while 'max="2" value="1"' not in shown and time.monotonic() < deadline:
        time.sleep(0.5)
        shown = requests.get(f"{stack.api.url}/desk/", cookies={"_token": token}, timeout=60).text
    until.touch()

    assert "第 1/2 步已完成" in shown
    while not all(one.ended for one in stack.api.runs(LIBRARY)) and time.monotonic() < deadline:
        time.sleep(0.5)
    time.sleep(overview.SHARED + 0.5)
    after = requests.get(f"{stack.api.url}/desk/", cookies={"_token": token}, timeout=60).text
    assert "<progress" not in after
    assert run.dag_id == LIBRARY


@pytest.mark.scheduler
def test_a_task_leads_to_the_desk_s_page_about_it(stack: Stack, token: str):
    ready(stack, DEATHS)
    run, _ = finish(stack, DEATHS, DAY + timedelta(days=2))
    task = f"dags/{DEATHS}/dagRuns/{run.run_id}/taskInstances/land"
    bearer = {"Authorization": f"Bearer {token}"}

    links = requests.get(f"{stack.api.url}/api/v2/{task}/links", headers=bearer, timeout=60).json()

    assert links["extra_links"] == {"一数一源": "/desk/feeds/health/deaths"}


@pytest.mark.scheduler
@pytest.mark.parametrize(
    "page",
    [
        "",
        "cases",
        "catalogue",
        "catalogue/population/person",
        "data",
        "audit",
        "feeds/health/deaths",
        "lineage",
    ],
)
def test_every_page_lies_under_the_desk_s_own_address(stack: Stack, token: str, page: str):
    answer = requests.get(f"{stack.api.url}/desk/{page}", cookies={"_token": token}, timeout=60)

    assert answer.status_code == 200
    assert requests.get(f"{stack.api.url}/desk/{page}", timeout=60).status_code == 401
    linked = set(re.findall(r'(?:href|src|action)="(/[^"#?]*)', answer.text))
    assert {one for one in linked if not one.startswith(("/desk/", "/dags/"))} == set()
    for one in sorted(linked):
        if one.startswith("/desk/") and one != "/desk/data/found":  # which takes a form
            told = requests.get(stack.api.url + one, cookies={"_token": token}, timeout=60)
            assert told.status_code == 200, one


@pytest.mark.scheduler
@pytest.mark.parametrize(
    ("user", "opened"),
    [("viewer", {""}), ("op", {"", "data"}), ("admin", {"", "data", "audit"})],
)
def test_airflow_s_users_open_what_their_role_may(
    stack: Stack, token: str, user: str, opened: set[str]
):
    told = {"username": user, "password": stack.state.secrets()[f"airflow_{user}"]}
    answer = requests.post(f"{stack.api.url}/auth/token", json=told, timeout=20)
    own = {"_token": str(answer.json()["access_token"])}

    for page in ("", "data", "audit"):
        answer = requests.get(f"{stack.api.url}/desk/{page}", cookies=own, timeout=60)
        assert answer.status_code == (200 if page in opened else 403), page


@pytest.mark.scheduler
def test_the_desk_stands_in_airflow_s_menu(stack: Stack, token: str):
    bearer = {"Authorization": f"Bearer {token}"}
    told = requests.get(f"{stack.api.url}/api/v2/plugins", headers=bearer, timeout=20).json()

    [own] = [plugin for plugin in told["plugins"] if plugin["name"] == "onesource_ui"]
    [view] = own["external_views"]
    assert (view["name"], view["href"], view["destination"]) == ("一数一源", "/desk/", "nav")
