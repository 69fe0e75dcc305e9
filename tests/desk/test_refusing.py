"""Nobody sees the desk who may not; what fails says so without its inside; no value becomes a page's own."""

from __future__ import annotations

import http.client
import json
import logging
import re
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import psycopg
import pytest
from desk.lectern import OFFICER, Lectern, Read, opened
from door.front import WAIT
from notice.desk import ONE, Desk
from notice.given import TUESDAY

from onesource.catalog import Catalog
from onesource.desk.gate import SAFE
from onesource.desk.host import Visitor
from onesource.door.bureau import Bureau
from onesource.errors import Refused
from onesource.store.base import Base
from onesource.store.embedded import EmbeddedPostgres
from onesource.store.provision import SUPERUSER

SCRIPT = "<script>alert(1)</script>"
PATHS = (
    *(
        "",
        "nothing",
        "openapi.json",
        "docs",
        "?state=held",
        "catalogue",
        "cases",
        "feeds/health/deaths",
    ),
    "cases/00000000-0000-0000-0000-000000000000",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("visitor", "status"), [(None, 401), (Visitor("guest"), 403)])
def test_who_may_not_look_sees_nothing_at_any_address(
    lectern: Lectern, path: str, visitor: Visitor | None, status: int
):
    lectern.told["visitor"] = visitor

    answer = lectern.look(path)

    assert answer.status_code == status
    assert "死亡医学证明" not in answer.text
    assert lectern.look("static/pages.css").status_code == 200


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/../", "/static/../cases"]
)
def test_nothing_but_its_own_lies_open(lectern: Lectern, path: str):
    lectern.told["visitor"] = None

    with closing(http.client.HTTPConnection(urlsplit(lectern.url).netloc, timeout=WAIT)) as line:
        line.request("GET", path)  # as it is: requests would tidy it up
        answer = line.getresponse()
        content = answer.read()

    assert answer.status in (401, 404)
    assert b"def " not in content


def test_every_answer_has_the_headers_that_keep_a_browser_from_harm(lectern: Lectern):
    for path in (*PATHS, "static/desk.js", "?page=0"):
        headers = lectern.look(path).headers
        assert {name: headers[name] for name in SAFE} == SAFE
    assert "frame-ancestors 'self'" in SAFE["Content-Security-Policy"]
    assert "unsafe" not in SAFE["Content-Security-Policy"]


def test_a_page_loads_nothing_from_elsewhere_and_has_nothing_inline(lectern: Lectern):
    page = Read(lectern.look().text)

    loaded = [
        told.get("src") or told.get("href") for tag, told in page.tags if tag in ("script", "link")
    ]
    assert loaded == ["/static/desk.js", "/static/pages.css"]
    assert not [told for _, told in page.tags if "style" in told or "onclick" in told]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_value_is_text_and_never_markup(lectern: Lectern, language: str):
    lectern.batch("health/deaths", TUESDAY, held=SCRIPT)

    pages = [lectern.look(f"?lang={language}&q={one}").text for one in ("", SCRIPT, '"><b>')]

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages[0]
    for page in pages:
        assert SCRIPT not in page
        assert [told for tag, told in Read(page).tags if tag == "script"] == [
            {"src": "/static/desk.js"}
        ]
        assert "<b>" not in page


@pytest.mark.parametrize("query", ["?state=x", "?page=0", "?page=x", "?q=" + "a" * 101])
def test_an_address_that_means_nothing_is_refused(lectern: Lectern, query: str):
    assert lectern.look(query).status_code == 400


def test_what_fails_is_told_by_a_reference_that_the_log_knows(
    lectern: Lectern, caplog: pytest.LogCaptureFixture
):
    lectern.told["failing"] = None  # which nothing can be looked up in

    with caplog.at_level(logging.ERROR, "onesource.desk.app"):
        lectern.batch("health/deaths", TUESDAY)
        answer = lectern.look()

    assert answer.status_code == 500
    reference = re.search("编号 ([0-9A-F]{8})", answer.text)[1]
    assert reference in caplog.text
    assert "Traceback" not in answer.text
    assert "TypeError" not in answer.text


@pytest.mark.parametrize("page", ["", "catalogue", "cases/{case}", "feeds/health/deaths"])
def test_a_faulty_declaration_is_told_neither_as_the_database_s_fault_nor_as_nothing(
    lectern: Lectern, asked: Desk, monkeypatch: pytest.MonkeyPatch, page: str
):
    asked.sent(ONE)
    [case] = asked.cases()

    def refused(_: Bureau) -> None:
        raise Refused("providers.yaml: no such pool")

    monkeypatch.setattr(Bureau, "catalog", refused)

    answer = lectern.look(page.format(case=case["case_id"]))

    assert answer.status_code == 500
    assert "数据库" not in answer.text
    assert "providers.yaml" not in answer.text


@pytest.mark.parametrize("path", ["", "catalogue", "feeds/health/deaths"])
def test_a_provider_whose_declaration_is_faulty_is_called_by_its_slug(
    lectern: Lectern, monkeypatch: pytest.MonkeyPatch, path: str
):
    catalog = Catalog.load()
    others = {slug: one for slug, one in catalog.providers.items() if slug != "health"}
    monkeypatch.setattr(Bureau, "catalog", lambda _: replace(catalog, providers=others))

    answer = lectern.look(path)

    assert answer.status_code == 200
    assert "health" in answer.text


def test_a_database_that_is_down_is_told_and_its_return_needs_nothing(
    server: EmbeddedPostgres, lectern: Lectern
):
    name = lectern.base.engine.url.database
    admin = server.url(SUPERUSER, "postgres")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"alter database {name} with allow_connections false")
        try:
            answer = lectern.look()
        finally:
            connection.execute(f"alter database {name} with allow_connections true")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "数据库暂时不可用" in answer.text
    assert lectern.look().status_code == 200


def test_nobody_listens_where_the_database_should_be():
    with opened(Base.at("postgresql://nobody@127.0.0.1:1/none"), TUESDAY) as lectern:
        assert lectern.told["visitor"] == OFFICER
        assert lectern.look("?lang=en").status_code == 503
        assert "The database does not answer" in lectern.look().text


def test_a_page_reads_no_finding_and_its_cost_does_not_grow_with_theirs(
    server: EmbeddedPostgres, lectern: Lectern
):
    for table in ("discrepancy.finding", "discrepancy.finding_event"):
        lectern.run(f"revoke all on {table} from onesource")

    lectern.batch("health/deaths", TUESDAY - timedelta(days=30))

    assert lectern.look().status_code == 200


def test_nothing_is_kept_in_addresses_but_what_is_looked_for(lectern: Lectern):
    lectern.batch("health/deaths", TUESDAY, held="少了一栏")

    assert "少了" not in json.dumps(Read(lectern.look().text).links(), ensure_ascii=False)
