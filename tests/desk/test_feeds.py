"""A feed's page tells what became of each batch, what was agreed on, and leads to its runs and its cases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from desk.lectern import Lectern, Read
from notice.desk import ONE, Desk
from notice.given import TUESDAY, finding

DEATHS = "health/deaths"


def read(lectern: Lectern, query: str) -> Read:
    answer = lectern.look(query)
    assert answer.status_code == 200, answer.text
    return Read(answer.text)


def test_a_feed_that_never_delivered_tells_what_was_agreed(lectern: Lectern):
    page = read(lectern, f"feeds/{DEATHS}")

    assert "没有批次" in page.texts["batches"]
    assert "每" in page.texts["agreed"]
    assert "/dags/feed.health.deaths" in page.links()


def test_each_batch_stands_with_its_accounts_the_latest_first(lectern: Lectern):
    for back in (2, 1):
        lectern.batch(DEATHS, TUESDAY - timedelta(days=back))
    lectern.batch(DEATHS, TUESDAY, held="少了一栏：死亡日期")

    page = read(lectern, f"feeds/{DEATHS}")

    told = page.texts["batches"]
    days = [str((TUESDAY - timedelta(days=back)).date()) for back in range(3)]
    assert sorted(days, key=told.index) == days
    assert "少了一栏：死亡日期" in told
    assert "1,003" in told
    labels = [told["aria-label"] for tag, told in page.tags if tag == "svg"]
    assert labels[0] == "最近 2 批入库数据：1,003 → 1,003"


def test_many_batches_are_paged(lectern: Lectern):
    for back in range(35):
        lectern.batch(DEATHS, TUESDAY - timedelta(days=back))

    first, second = read(lectern, f"feeds/{DEATHS}"), read(lectern, f"feeds/{DEATHS}?page=2")

    assert "?page=2" in first.links()
    assert "?page=3" not in second.links()
    assert str((TUESDAY - timedelta(days=34)).date()) in second.texts["batches"]


def test_a_feed_leads_to_its_own_cases(asked: Desk, lectern: Lectern):
    asked.sent(ONE)
    [case] = asked.cases()

    page = read(lectern, "feeds/statistics/divisions?lang=en")

    assert "/cases?feed=statistics/divisions" in page.links()
    found = read(lectern, "cases?feed=statistics/divisions").links()
    assert f"/cases/{case['case_id']}" in found
    assert f"/cases/{case['case_id']}" not in read(lectern, f"cases?feed={DEATHS}").links()


@pytest.mark.parametrize("path", ["feeds/health/none", "feeds/x/y", "feeds/health"])
def test_a_feed_that_is_not_declared_is_not_found(lectern: Lectern, path: str):
    assert lectern.look(path).status_code == 404


def test_what_its_batches_failed_is_told_by_rule_with_its_course(asked: Desk, lectern: Lectern):
    for back, findings in ((2, 7), (1, 0), (0, 1)):
        at = TUESDAY - timedelta(days=back)
        lectern.batch(DEATHS, at)
        if findings:
            lectern.run(
                "insert into registry.result values (:batch, 'invalid', 'not_null', 'name', 'critical', :n)",
                batch=f"{DEATHS}.{at:%Y%m%d}",
                n=findings,
            )

    page = read(lectern, f"feeds/{DEATHS}")

    assert "姓名" in page.texts["results"]
    assert "not_null" in page.texts["results"]
    labels = [told["aria-label"] for tag, told in page.tags if tag == "svg"]
    assert labels[-1] == "最近 3 批入库数据：7 → 1"


def test_what_failed_leads_to_its_rows(asked: Desk, lectern: Lectern):
    asked.sent(finding("invalid", golden_provider=None, golden_value=None))
    [case] = asked.cases()
    lectern.batch("statistics/divisions", TUESDAY)
    batch = f"statistics/divisions.{TUESDAY:%Y%m%d}"
    told = (
        "insert into registry.result values (:batch, 'invalid', 'compare', 'name', 'critical', 1)"
    )
    lectern.run(told, batch=batch)

    page = read(lectern, "feeds/statistics/divisions")

    assert f"/cases/{case['case_id']}/rows" in page.links()


def test_a_feed_whose_batches_passed_says_so(lectern: Lectern):
    lectern.batch(DEATHS, TUESDAY)

    assert "全部通过校验" in read(lectern, f"feeds/{DEATHS}").texts["results"]
