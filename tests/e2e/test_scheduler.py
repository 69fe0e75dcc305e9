"""Three days through the real scheduler: killed tasks, a corrected name, a cut delivery, cases decided.

The days build on each other, in the order of this file.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, time

import pytest
from e2e.asked import Adjudicator, asked, ended, log, refer, until
from e2e.conftest import City
from pipeline.lineage import downstream

from demo import statistics
from onesource import clock
from onesource.runtime.api import TaskRun

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


def test_lineage_is_told_from_a_delivery_to_a_table_and_of_killed_tasks_again(city: City):
    told = city.lineage()

    delivery = ("onesource://statistics", "divisions")
    assert "geospatial.division" in {
        name.partition(".")[2] for space, name in downstream(told, delivery) if "postgres" in space
    }
    states = Counter(
        one["eventType"] for one in told if one["job"]["name"] == "feed.statistics.divisions.land"
    )
    assert states["START"] == 2  # the first was killed
    assert states["COMPLETE"] == 1


@pytest.fixture(scope="module")
def referred(city: City) -> dict[str, str]:
    """Three cases that came before the bureau on the first day, after its round."""
    cases = {
        "answered": ("conflict", "name"),
        "decided": ("uncovered", None),
        "missed": ("unregistered", None),
    }
    return {name: refer(city, *about) for name, about in cases.items()}


def test_nothing_is_asked_of_the_bureau_where_nothing_came_before_it(
    city: City, request: pytest.FixtureRequest
):
    [started] = city.tasks("discrepancies", "adjudicate")
    assert started.state == "skipped"
    assert Adjudicator(city).open() == {}

    assert len(request.getfixturevalue("referred")) == 3


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


def test_a_case_before_the_bureau_is_answered_in_the_ui(city: City, referred: dict[str, str]):
    case_id, adjudicator = referred["answered"], Adjudicator(city)
    run, question = asked(city, case_id)
    assert question["options"] == ["由统计局更正", "由民政局更正"]
    assert "`名称由**民政**部门认定<b>`" in str(question["body"])

    row = (
        "select left(replace(cast(finding_id as text), '-', ''), 16) || '=' || provider_value "
        f"from discrepancy.finding where case_id = '{case_id}' and status = 'open' limit 1"
    )
    adjudicator.answer(run, "由民政局更正", "撤并文件已下发，登记漏记", city.value(row))

    assert ended(city, run) == ("success", {"ask": "success", "settle": "success"})
    last = log(city, case_id)[-1]
    assert (last.step, last.facts["owner"]) == ("decided", "civil_affairs")
    assert (last.facts["adjudicator"], last.facts["reason"]) == ("op", "撤并文件已下发，登记漏记")
    phase = f"select phase from discrepancy.case where case_id = '{case_id}'"
    assert city.value(phase) == "rechecking"


def test_what_is_ruled_in_the_answer_is_borne_by_the_library_that_wakes_for_it(
    city: City, referred: dict[str, str]
):
    ruling = city.base.rows("select * from registry.ruling")[0]
    borne = (
        "select count(*) from registry.build b join registry.library l on l.in_force = b.build_id"
    )
    until(lambda: city.value(f"{borne} where cardinality(b.rulings) = 1") == 1)
    key = ruling["entity_key"]

    name = f"select name from geospatial.division where entity_key = '{key}'"
    assert city.value(name) == ruling["value"]
    found = city.base.rows(
        "select provider, status, closed_by from discrepancy.finding "
        f"where kind = 'conflict' and element = 'name' and entity_key = '{key}' order by 1"
    )
    assert [tuple(row.values()) for row in found] == [
        ("civil_affairs", "open", None),
        ("statistics", "closed", "ruling"),
    ]
    until(lambda: len(city.stack.api.runs("discrepancies")) == 3)  # the library wakes the round
    until(lambda: all(run.ended for run in city.stack.api.runs("discrepancies")))


def decide(city: City, case_id: str) -> subprocess.CompletedProcess[str]:
    """`onesource case decide` as a person runs it."""
    url = city.base.engine.url.render_as_string(hide_password=False)
    words = ["case", "decide", case_id, "--mends", "statistics", "--reason", "应报未报，请补报"]
    program = [sys.executable, "-c", "from onesource.cli.main import app; app()", *words]
    environment = {**os.environ, "ONESOURCE_DB": url}
    return subprocess.run(program, env=environment, capture_output=True, text=True, check=False)


def test_what_was_answered_in_the_ui_is_not_decided_again(city: City, referred: dict[str, str]):
    refused = decide(city, referred["answered"])

    assert refused.returncode == 2
    assert "decide is not open to bureau; open now: answer (statistics)" in refused.stderr


def test_a_case_may_be_decided_on_the_command_line_while_it_is_asked(
    city: City, referred: dict[str, str]
):
    run, _ = asked(city, referred["decided"])

    assert decide(city, referred["decided"]).returncode == 0
    assert run in Adjudicator(city).open()


def test_a_question_that_nobody_answers_in_time_turns_red(city: City, referred: dict[str, str]):
    run, _ = asked(city, referred["missed"])
    _, case_id, entry, by = run.rpartition(".")[0].split("_")
    night = datetime.combine(date.fromisoformat(by), time(23, 59, 55), clock.BUREAU_TIME)

    Adjudicator(city).start("late", {"case": case_id, "entry": int(entry), "by": by}, night)

    assert ended(city, "late") == ("failed", {"ask": "failed", "settle": "upstream_failed"})
    told = city.stack.api.log_tail(TaskRun("adjudications", "late", "ask", "failed", 1, -1))
    assert f"was not decided by {by}" in told


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


def test_the_next_round_ends_the_question_that_was_answered_elsewhere(
    city: City, referred: dict[str, str]
):
    runs = {run.run_id: run for run in city.stack.api.runs("adjudications")}
    [run] = [name for name in runs if referred["decided"] in name]

    assert ended(city, run) == ("success", {"ask": "skipped", "settle": "skipped"})
    assert [name for name in Adjudicator(city).open() if referred["missed"] in name]
    asked_once = {name.rpartition(".")[2] for name in runs if name.startswith("case_")}
    assert asked_once == {"1"}
