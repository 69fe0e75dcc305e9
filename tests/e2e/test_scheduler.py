"""Three days through the real scheduler: killed tasks, one corrected name, one cut-off delivery.

The days build on each other, in the order of this file.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from e2e.conftest import City

from demo import statistics

pytestmark = [pytest.mark.scheduler, pytest.mark.timeout(600)]

OPEN = "select count(*) from discrepancy.finding where status = 'open'"
TOWNSHIPS = f"{OPEN} and provider = 'statistics' and length(entity_key) = 9"
KILLS = ("land@statistics.after.1", "publish.before.1", "notify@statistics.after.2")


def test_a_day_in_which_three_tasks_are_killed_ends_as_if_none_had_been(city: City):
    for point in KILLS:
        city.kill(point)

    assert city.day(0) == []

    assert {f"{point}.done" for point in KILLS} == {token.name for token in city.plan.iterdir()}
    rows = "select count(*) from geospatial.division where level = 'township' and name_source > 0"
    assert city.value(f"{rows} and status = 'active'") == 38_537
    assert city.value(f"{rows} and status = 'abolished'") == 212
    assert city.value(f"{TOWNSHIPS} and kind = 'conflict' and element = 'name'") == 6_587
    assert city.value(f"{TOWNSHIPS} and kind = 'unregistered'") == 7_350
    assert city.value(f"{TOWNSHIPS} and kind = 'uncovered'") == 4_535
    warned = f"{OPEN} and provider = 'civil_affairs' and kind = 'invalid' and severity = 'warning'"
    assert city.value(warned) == 212
    assert city.value("select count(*) from geospatial.division_history") == 41_963
    assert city.value("select count(*) from discrepancy.finding_event") == 18_838
    assert city.value("select count(*) from pg_tables where schemaname = 'staging'") == 0


def test_a_killed_task_was_tried_again_by_the_scheduler(city: City):
    tried = {
        "feed.statistics.divisions": "land",
        "library.geospatial": "publish",
        "discrepancies": "report.statistics",
    }
    for dag_id, task_id in tried.items():
        tries = Counter(task.try_number for task in city.tasks(dag_id, task_id))
        assert tries[2] == 1, (dag_id, task_id, tries)


def test_the_events_of_assets_carry_counts(city: City):
    events = city.stack.api.asset_events()
    found = [event["extra"] for event in events if event["name"] == "feed/statistics/divisions"]
    assert found[0]["received"] == found[0]["accepted"] == 44_703


def test_one_corrected_name_closes_exactly_that_finding(city: City):
    before = city.value(OPEN)
    [wrong] = city.base.rows(
        "select finding_id, entity_key, golden_value from discrepancy.finding "
        "where kind = 'conflict' and not detail ? 'stands_at' order by entity_key limit 1"
    )
    [delivered] = city.outbox.glob("*.csv")
    rows = [
        row._replace(name=wrong["golden_value"])
        if row.code.startswith(wrong["entity_key"]) and row.level == "4"
        else row
        for row in statistics.read_delivery(delivered)
    ]
    statistics.write_delivery(city.outbox, rows, date(2023, 12, 31))

    assert city.day(1) == []

    assert city.value(OPEN) == before - 1
    closed = city.base.rows("select finding_id from discrepancy.finding where status = 'closed'")
    assert [row["finding_id"] for row in closed] == [wrong["finding_id"]]
    assert city.value("select count(*) from geospatial.division_history") == 41_963


def test_a_delivery_that_was_cut_off_is_held_told_and_not_tried_again(city: City):
    before = city.value("select in_force from registry.feed where provider = 'statistics'")
    [delivered] = city.outbox.glob("*.csv")
    delivered.write_bytes(delivered.read_bytes()[:-7_000])

    failed = city.day(2)

    assert [(change.dag_id, change.task_id) for change in failed] == [
        ("feed.statistics.divisions", "land")
    ]
    last = city.tasks("feed.statistics.divisions", "land")[0]
    assert (last.state, last.try_number) == ("failed", 1)
    message = city.stack.api.log_tail(last)
    assert "held" in message
    assert delivered.name in message
    assert "deliver both again" in message
    standing = "select in_force from registry.feed where provider = 'statistics'"
    assert city.value(standing) == before
    assert city.value(f"{OPEN} and kind = 'contract' and rule = 'manifest_sha256'") == 1
    assert city.value("select count(*) from geospatial.division") == 41_963
    told = "select findings from notice.delivery where provider = 'statistics'"
    assert city.value(f"{told} order by delivered_at desc limit 1") == city.value(
        f"{OPEN} and provider = 'statistics'"
    )
