"""The overview tells what stands in the base database, and what of it needs a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from desk.lectern import Lectern, Read
from notice.desk import ONE, TWO, Desk, fill
from notice.given import TUESDAY

from onesource import clock
from onesource.catalog import Catalog
from onesource.desk import overview
from onesource.desk.host import Building, dag_id
from onesource.discrepancy import lateness

DEATHS, DIVISIONS, TAXPAYERS = "health/deaths", "statistics/divisions", "taxation/taxpayers"


def read(lectern: Lectern, query: str = "") -> Read:
    answer = lectern.look(query)
    assert answer.status_code == 200, answer.text
    return Read(answer.text)


def test_an_empty_house_needs_nobody(lectern: Lectern):
    page = read(lectern)

    assert "目前没有需要人工处理的事项" in page.texts["needs"]
    assert "尚未建库" in page.texts["libraries"]
    assert "没有未了结的案件" in page.texts["backlog"]


def test_a_held_batch_stands_on_top_with_its_reason_and_leads_to_its_dag(lectern: Lectern):
    lectern.batch(DEATHS, TUESDAY - timedelta(days=1))
    lectern.batch(DEATHS, TUESDAY, held="少了一栏：死亡日期")

    page = read(lectern)

    assert "死亡医学证明" in page.texts["need-held"]
    assert "少了一栏：死亡日期" in page.texts["need-held"]
    assert "/dags/feed.health.deaths" in page.links()
    assert "1,003" in page.texts["feeds"]


def test_a_feed_is_late_by_the_same_rule_as_in_the_loop(lectern: Lectern):
    lectern.batch(DEATHS, TUESDAY - timedelta(days=30))
    lectern.batch(TAXPAYERS, TUESDAY)

    page = read(lectern)

    with clock.at(TUESDAY):
        feeds = Catalog.load().feeds.values()
        assert [one.feed.path for one in lateness.late(lectern.base, feeds)] == [DEATHS]
    assert "死亡医学证明" in page.texts["need-late"]
    assert "1" in page.texts["need-late"].split()


def test_a_feed_whose_run_failed_is_failing_until_one_succeeds(lectern: Lectern):
    lectern.batch(DIVISIONS, TUESDAY)
    lectern.told["failing"] = {"feed.statistics.divisions"}
    assert "统计用区划代码" in read(lectern).texts["need-failing"]

    lectern.told["failing"] = set()

    assert "need-failing" not in read(lectern).texts


def test_a_library_tells_its_size_its_data_days_and_its_trend(lectern: Lectern):
    lectern.batch(DIVISIONS, TUESDAY)
    lectern.builds(TUESDAY, 41_900, 41_950, 41_963)
    lectern.run(
        "insert into registry.build_input (build_id, provider, feed, batch_id)"
        " values ('build-41963', 'statistics', 'divisions', :batch)",
        batch=f"{DIVISIONS}.{TUESDAY:%Y%m%d}",
    )

    page = read(lectern)

    assert "41,963" in page.texts["libraries"]
    assert "2026-11-24 09:00" in page.texts["libraries"]
    [label] = [told["aria-label"] for tag, told in page.tags if tag == "svg"]
    assert label == "最近 3 次发布：41,900 → 41,963"


def test_a_library_that_is_being_rebuilt_says_how_far_it_is(lectern: Lectern):
    lectern.builds(TUESDAY, 3)
    lectern.told["building"] = {"geospatial": Building(1, 3, TUESDAY)}

    page = lectern.look().text

    assert '<progress max="3" value="1"' in page
    assert "第 1/3 步已完成，始于 2026-11-24 09:00" in page
    assert page.count("<progress") == 1


def test_a_library_is_as_complete_as_its_elements_are_filled(lectern: Lectern):
    entity = Catalog.load().libraries["geospatial"].entities["division"]
    columns = [f"{one} text" for one in entity.elements]
    lectern.builds(TUESDAY, 4)
    lectern.run("create schema if not exists geospatial")
    lectern.run(f"create table geospatial.division (entity_key text, {', '.join(columns)})")
    filled = ", ".join("'x'" for _ in columns[1:])
    lectern.run(
        f"insert into geospatial.division select n, null, {filled} from generate_series(1, 50) n"
    )
    lectern.run("analyze geospatial.division")

    told = read(lectern).texts["libraries"]

    assert f"{1 - 1 / len(columns):.1%}" in told


def test_a_case_waits_for_its_owner_and_is_overdue_after_its_day(asked: Desk, lectern: Lectern):
    asked.sent(ONE, TWO)
    [case] = asked.cases()
    assert "统计局" in read(lectern).texts["backlog"]
    assert "need-overdue" not in read(lectern).texts

    lectern.served.moment = TUESDAY + timedelta(days=90)

    assert case["due"] is not None
    page = read(lectern)
    assert "与权威值不一致" in page.texts["need-overdue"]
    assert f"期限 {case['due']}，已过期" in page.texts["need-overdue"]
    assert page.texts["backlog"].split()[-6:] == ["1", "0", "0", "1", "1", "2"]


def test_a_case_before_the_bureau_leads_to_its_decision(asked: Desk, lectern: Lectern):
    asked.take(fill(asked.sent(ONE), {ONE.number: ("非我部门", "名称由民政部门认定")}))

    page = read(lectern)

    assert "统计用区划代码" in page.texts["need-adjudicating"]
    [case] = asked.cases()
    assert f"/cases/{case['case_id']}" in page.links()
    where = Read(lectern.look(f"cases/{case['case_id']}").text).links()
    assert "/dags/adjudications/required_actions" in where
    assert "主管部门" in page.texts["backlog"]


def test_the_board_is_searched_by_state_and_words(lectern: Lectern):
    lectern.batch(DEATHS, TUESDAY)

    on_time, health = read(lectern, "?state=on_time"), read(lectern, "?q=卫生健康 死亡")

    assert on_time.links().count("/feeds/health/deaths") == 1
    assert "/feeds/statistics/divisions" not in on_time.links()
    assert [link for link in health.links() if "/feeds/" in link] == ["/feeds/health/deaths"]
    assert "没有符合条件的数据" in read(lectern, "?q=nothing").texts["feeds"]


def test_every_feed_has_a_page_that_leads_to_a_dag_there_is(lectern: Lectern, bag):
    links = [link for link in read(lectern).links() if link.startswith("/feeds/")]

    assert len(links) > 15
    for link in links:
        runs = [one for one in read(lectern, link[1:]).links() if one.startswith("/dags/")]
        assert {one.removeprefix("/dags/") for one in runs} <= set(bag.dags)
        assert runs != []
    assert dag_id(DEATHS) == "feed.health.deaths"
    assert "adjudications" in bag.dags


def test_many_readers_at_once_are_told_what_one_saw(
    lectern: Lectern, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(overview, "SHARED", 60.0)
    first = lectern.look().text
    lectern.batch(DEATHS, TUESDAY, held="少了一栏：死亡日期")

    assert lectern.look().text == first
    assert "没有符合条件的数据" in lectern.look("?state=held").text

    monkeypatch.setattr(overview, "SHARED", -1.0)
    assert "少了一栏：死亡日期" in lectern.look().text
