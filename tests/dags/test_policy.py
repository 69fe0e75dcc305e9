"""What every DAG must have, after asserting that the DAGs are the ones expected."""

from __future__ import annotations

import re
import shutil
import typing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from onesource import settings
from onesource.catalog import Catalog
from onesource.errors import Refused, Unreachable
from onesource.landing.batch import Batch, Held
from onesource.settings import PROJECT

FEEDS = (
    *("approvals.licenses", "civil_affairs.city_divisions", "civil_affairs.divisions"),
    *("civil_affairs.marriages", "civil_affairs.social_organizations", "health.births"),
    *("health.contacts", "health.deaths", "human_resources.insured_persons"),
    *("market_regulation.business_licenses", "market_regulation.companies"),
    *("natural_resources.addresses", "natural_resources.boundaries"),
    *("natural_resources.buildings", "natural_resources.parcels", "public_security.persons"),
    *("staffing_office.institutions", "statistics.city_divisions", "statistics.divisions"),
    *("statistics.indicators", "taxation.taxpayers"),
)
LIBRARIES = ("e_license", "geospatial", "legal_entity", "population")
EXPECTED = {
    **{f"feed.{feed}": ["land", "check", "accept"] for feed in FEEDS},
    **{f"library.{name}": ["master", "audit", "publish"] for name in LIBRARIES},
    "discrepancies": [
        *(
            f"{step}.{name}"
            for step in ("relations", "estimate")
            for name in Catalog.load().libraries
        ),
        *(
            "lateness",
            "mail",
            "raise",
            "send.bureau",
            "questions",
            "adjudicate",
            "sweep",
            "complete",
        ),
        *(f"{step}.{slug}" for step in ("answers", "report") for slug in Catalog.load().providers),
    ],
    "adjudications": ["ask", "settle"],
}
CHAINS = [name for name in EXPECTED if name not in ("discrepancies", "adjudications")]
CATALOG = Catalog.load()
CHINESE = re.compile(r"[\u4e00-\u9fff]")
each = pytest.mark.parametrize("dag_id", EXPECTED)


def tasks(bag: Any, dag_id: str) -> list[Any]:
    return list(bag.dags[dag_id].tasks)


def test_the_dags_are_the_ones_expected(bag: Any):
    assert set(bag.dags) == set(EXPECTED)


@each
def test_a_dag_s_tasks_are_the_ones_expected(bag: Any, dag_id: str):
    assert sorted(task.task_id for task in tasks(bag, dag_id)) == sorted(EXPECTED[dag_id])


@pytest.mark.parametrize("dag_id", CHAINS)
def test_the_steps_follow_one_another(bag: Any, dag_id: str):
    first, second, third = (bag.dags[dag_id].get_task(task) for task in EXPECTED[dag_id])

    assert (first.upstream_task_ids, first.downstream_task_ids) == (set(), {second.task_id})
    assert (third.upstream_task_ids, third.downstream_task_ids) == ({second.task_id}, set())


@each
def test_a_dag_says_in_chinese_what_it_is(bag: Any, dag_id: str):
    dag = bag.dags[dag_id]

    assert CHINESE.search(dag.dag_display_name)
    assert CHINESE.search(dag.description)
    names = [task.task_display_name for task in dag.tasks]
    assert all(CHINESE.search(name) for name in names)
    assert len(set(names)) == len(names)


@each
def test_a_dag_s_doc_is_the_note_for_the_person_woken_at_night(bag: Any, dag_id: str):
    doc = bag.dags[dag_id].doc_md

    assert "| 红在哪一步 | 说明 | 怎么办 |\n|---|---|---|\n" in doc
    assert len(re.findall(r"^\|", doc, re.M)) >= 4
    assert "{" not in doc
    assert re.search(r"重试|清除", doc)


@each
def test_a_dag_and_its_tasks_have_an_owner_and_tags(bag: Any, dag_id: str):
    dag = bag.dags[dag_id]
    people = {provider.title for provider in CATALOG.providers.values()} | {"数据资源主管部门"}

    assert {task.owner for task in dag.tasks} <= people
    assert len(dag.tags) >= 2


@pytest.mark.parametrize("path", CATALOG.feeds)
def test_a_feed_s_dag_is_owned_and_tagged_by_its_provider(bag: Any, path: str):
    feed = CATALOG.feed(path)
    title = CATALOG.providers[feed.provider].title
    dag = bag.dags[f"feed.{path.replace('/', '.')}"]

    assert {task.owner for task in dag.tasks} == {title}
    assert {title, feed.supplies.library} <= dag.tags
    assert any(CHINESE.search(tag) and tag.startswith("每") for tag in dag.tags)
    for word in (feed.title, title, feed.source.connection, f"{path}.yaml", feed.resource_code):
        assert word in dag.doc_md


@each
def test_one_run_at_a_time_of_all_but_questions_and_nothing_is_caught_up(bag: Any, dag_id: str):
    dag = bag.dags[dag_id]

    at_once = 100 if dag_id == "adjudications" else 1
    assert (dag.max_active_runs, dag.catchup) == (at_once, False)


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (Refused("the file is wrong"), "FAIL"),
        (Unreachable("busy"), "RETRY"),
        (RuntimeError("killed"), "DEFAULT"),
    ],
    ids=["a refusal", "a system away", "anything else"],
)
@each
def test_a_refusal_is_not_retried_and_what_may_pass_is(
    bag: Any, dag_id: str, error: Exception, action: str
):
    for task in tasks(bag, dag_id):
        decision = task.retry_policy.evaluate(error, 1, task.retries)
        assert decision.action.name == action
        assert task.retries >= 3


def held(path: str) -> Held:
    batch = Batch(
        "statistics", "divisions", datetime(2026, 1, 1, tzinfo=UTC), "0" * 64, date(2026, 1, 1)
    )
    return Held(CATALOG.feed(path), batch, "contract", Refused("column 级别 is missing"))


def test_a_held_batch_is_not_retried(bag: Any):
    land = bag.dags["feed.statistics.divisions"].get_task("land")

    decision = land.retry_policy.evaluate(held("statistics/divisions"), 1, 4)

    assert decision.action.name == "FAIL"


def test_a_feed_s_note_quotes_a_held_batch_s_message_as_it_begins(bag: Any):
    assert "信息以 `held` 开头" in bag.dags["feed.statistics.divisions"].doc_md
    assert held("statistics/divisions").message.startswith("held")


@each
def test_a_pause_between_tries_grows_and_does_not_hammer(bag: Any, dag_id: str):
    for task in tasks(bag, dag_id):
        assert task.retry_delay >= timedelta(seconds=60)
        assert task.retry_exponential_backoff > 1


def test_every_pool_is_one_of_the_catalogue_s(bag: Any):
    used = {task.pool for dag_id in EXPECTED for task in tasks(bag, dag_id)}

    assert used - {"default_pool"} == set(CATALOG.pools())


@pytest.mark.parametrize("path", CATALOG.feeds)
def test_whoever_asks_a_provider_s_systems_takes_its_pool(bag: Any, path: str):
    provider = CATALOG.feed(path).provider
    land = bag.dags[f"feed.{path.replace('/', '.')}"].get_task("land")
    report, answers = (
        bag.dags["discrepancies"].get_task(f"{step}.{provider}") for step in ("report", "answers")
    )

    assert {land.pool, report.pool, answers.pool} == {f"provider.{provider}"}


def outlets(bag: Any, dag_id: str) -> dict[str, list[str]]:
    return {
        task.task_id: [a.name for a in task.outlets] for task in tasks(bag, dag_id) if task.outlets
    }


def test_the_last_step_alone_renews_the_asset(bag: Any):
    assert {dag_id: outlets(bag, dag_id) for dag_id in EXPECTED} == {
        **{f"feed.{feed}": {"accept": [f"feed/{feed.replace('.', '/')}"]} for feed in FEEDS},
        **{f"library.{name}": {"publish": [f"library/{name}"]} for name in LIBRARIES},
        "discrepancies": {"raise": ["rulings"]},
        "adjudications": {"settle": ["rulings"]},
    }


def woken_by(condition: Any) -> set[str]:
    return {asset.name for asset in condition.objects}


def test_a_library_is_woken_by_any_of_its_feeds_or_a_ruling_alone(bag: Any):
    condition = bag.dags["library.geospatial"].timetable.asset_condition

    feeds = {f"feed/{feed.path}" for feed in CATALOG.suppliers("geospatial")}
    assert woken_by(condition) == feeds | {"ruling/geospatial"}
    assert type(condition).__name__ == "AssetAny"


def test_the_round_is_woken_every_morning_and_by_any_library(bag: Any):
    timetable = bag.dags["discrepancies"].timetable

    assert woken_by(timetable.asset_condition) == {f"library/{name}" for name in CATALOG.libraries}
    assert type(timetable).__name__ == "AssetOrTimeSchedule"


def test_a_report_waits_for_the_cases_of_all_that_is_judged_and_goes_out_whatever_became_of_it(
    bag: Any,
):
    dag = bag.dags["discrepancies"]
    judged = {"lateness", *(f"relations.{name}" for name in CATALOG.libraries)}
    answered = {f"answers.{slug}" for slug in CATALOG.providers}
    weighed = {f"estimate.{name}" for name in CATALOG.libraries}

    raised = dag.get_task("raise")
    assert raised.upstream_task_ids == weighed
    for name in weighed:
        assert dag.get_task(name).upstream_task_ids == answered
        assert dag.get_task(name).trigger_rule == "all_done"
    assert raised.trigger_rule == "all_done"
    assert dag.get_task("mail").upstream_task_ids == judged
    for slug in CATALOG.providers:
        answers, report = dag.get_task(f"answers.{slug}"), dag.get_task(f"report.{slug}")
        assert answers.upstream_task_ids == {"mail", *judged}
        assert report.upstream_task_ids == {"raise"}
        assert {answers.trigger_rule, report.trigger_rule} == {"all_done"}


def test_a_provider_with_a_channel_is_written_to_after_its_report_whatever_became_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bag: Any
):
    from airflow.dag_processing.dagbag import DagBag

    catalog = Path(shutil.copytree(settings.catalog(), tmp_path / "catalog"))
    with (catalog / "providers.yaml").open("a", encoding="utf-8") as file:
        file.write("archives: {title: 档案馆, front_end: x, webhook: {connection: y}}\n")
    monkeypatch.setenv("ONESOURCE_CATALOG", str(catalog))

    dag = DagBag(dag_folder=str(PROJECT / "dags" / "discrepancies.py")).dags["discrepancies"]

    before = set(bag.dags["discrepancies"].task_ids)
    assert set(dag.task_ids) - before == {"answers.archives", "report.archives", "send.archives"}
    sent, office = dag.get_task("send.archives"), dag.get_task("send.bureau")
    assert (sent.upstream_task_ids, office.upstream_task_ids) == ({"report.archives"}, {"raise"})
    assert {sent.trigger_rule, office.trigger_rule} == {"all_done"}
    assert sent.task_display_name == "通知 档案馆"


def test_a_machine_that_is_away_keeps_the_reports_waiting_for_minutes_only(bag: Any):
    for slug in CATALOG.providers:
        answers = bag.dags["discrepancies"].get_task(f"answers.{slug}")
        pauses = [answers.retry_delay * 2**time for time in range(answers.retries)]
        assert sum(pauses, timedelta()) <= timedelta(minutes=10)


def test_a_round_with_a_failure_never_looks_whole(bag: Any):
    dag = bag.dags["discrepancies"]
    [last] = [task for task in dag.tasks if not task.downstream_task_ids]

    assert (
        last.trigger_rule == "none_failed"
    )  # where nothing is asked of the bureau, that is skipped
    assert last.upstream_task_ids == set(dag.task_ids) - {last.task_id}


def test_only_ids_cross_between_tasks(bag: Any):
    runs = ("discrepancies", "questions")  # the runs to start: what each is called, and asks
    for dag_id in EXPECTED:
        for task in tasks(bag, dag_id):
            if (dag_id, task.task_id) == runs or not hasattr(task, "python_callable"):
                continue
            given = typing.get_type_hints(task.python_callable)["return"]
            assert given in (str, str | None, type(None)), f"{dag_id} {task.task_id}: {given}"


def test_what_is_switched_on_just_after_its_turn_waits_for_the_next(bag: Any):
    timetables = {name: bag.dags[name].timetable for name in EXPECTED}
    timetables["discrepancies"] = timetables["discrepancies"].timetable
    clocked = {name: one for name, one in timetables.items() if hasattr(one, "run_immediately")}

    assert {name for name in clocked if name.startswith("feed.")} == {f"feed.{f}" for f in FEEDS}
    assert "discrepancies" in clocked
    assert {one.run_immediately for one in clocked.values()} == {timedelta(0)}


def test_nothing_starts_by_the_time_of_day_where_the_demo_says_when(monkeypatch):
    from onesource import orchestration

    assert orchestration.timed("0 2 * * *") is not None
    monkeypatch.setenv("ONESOURCE_BY_HAND", "1")
    assert orchestration.timed("0 2 * * *") is None


def test_an_asset_has_one_name_wherever_it_is_spoken_of(bag: Any):
    from onesource import orchestration

    asset = orchestration.feed_asset("statistics/divisions")
    [renewed] = bag.dags["feed.statistics.divisions"].get_task("accept").outlets

    assert (asset.name, asset.uri) == (renewed.name, renewed.uri)
    assert asset.uri == "onesource://feed/statistics/divisions"
