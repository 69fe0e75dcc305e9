"""The real Airflow on the embedded database: runs, failures, dead parts, killed supervisors."""

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg
import pytest
import requests
from runtime.running import finish, ready

from onesource.errors import Refused, Unreachable
from onesource.runtime import Stack, State, processes, wait_for_runs
from onesource.runtime.follow import Watch

pytestmark = pytest.mark.scheduler
DAY = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def api(stack: Stack):
    ready(stack, "one_row")
    return stack.api


def test_a_run_ends_in_the_base_database(stack, api):
    _, changes = finish(stack, "one_row", DAY)
    assert changes[-1].after == "success"
    assert {change.task_id for change in changes} == {None, "write"}
    with psycopg.connect(stack.state.postgres().url("onesource_reader", "onesource")) as reader:
        assert reader.execute("select logical_date from one_row").fetchall() == [(DAY,)]


def test_a_failed_task_can_say_why(stack, api):
    run, changes = finish(stack, "one_row", DAY.replace(day=2), {"fail": True})
    assert changes[-1].after == "failed"
    assert "ValueError: told to fail" in api.log_tail(api.tasks(run)[0])


def test_a_second_run_for_one_date_is_refused_in_words(api):
    api.trigger("one_row", DAY.replace(day=3))
    with pytest.raises(Refused, match="already has a run"):
        api.trigger("one_row", DAY.replace(day=3))


def test_what_never_happens_is_given_up_by_name(stack, api):
    with pytest.raises(Unreachable, match="no_such_dag"):
        list(wait_for_runs(api, Watch(["no_such_dag"], seconds=1)))


def test_the_pools_are_there(api):
    assert api._json("GET", "/pools/civil_affairs")["slots"] == 2


def test_every_dag_file_and_plugin_loads(api):
    assert api.import_errors() == {}
    assert api._json("GET", "/plugins/importErrors")["total_entries"] == 0


@pytest.mark.parametrize("path", ["/", "/auth/login"])
def test_the_ui_opens_in_chinese(stack, path):
    page = requests.get(stack.base_url + path, headers={"accept": "text/html"}, timeout=10)
    assert "'i18nextLng','zh-CN'" in page.text


def test_nobody_gets_in_without_a_password(stack):
    assert requests.get(stack.base_url + "/api/v2/dags", timeout=10).status_code == 401


def test_every_port_is_on_this_machine_only(stack):
    ours = [pid for record in processes.records(stack.state.run) for pid in record.members()]
    found = [c for pid in ours for c in psutil.Process(pid).net_connections()]
    listening = {c.laddr.ip for c in found if c.status == psutil.CONN_LISTEN}
    assert listening == {"127.0.0.1"}


def test_a_second_supervisor_is_turned_away(stack):
    with pytest.raises(Refused, match="at work"), Stack(stack.state):
        pass


def test_it_can_be_attached_to(stack):
    assert "one_row" in Stack.attach(stack.state).api.dags()


def test_a_dead_component_is_noticed_with_the_end_of_its_log(stack):
    record = stack.spawn("doomed", [sys.executable, "-c", "raise SystemExit('out of luck')"])
    while record.alive():
        time.sleep(0.01)
    with pytest.raises(Unreachable, match=r"doomed has died(.|\n)*out of luck"):
        stack.check()
    stack._records.remove(record)


KILLED = """
import sys, time, pathlib
from onesource.runtime import Stack, State
with Stack(State(pathlib.Path(sys.argv[1])), dags=pathlib.Path(sys.argv[2])) as stack:
    print("ready", flush=True)
    time.sleep(120)
"""


def test_nothing_outlives_a_killed_supervisor(tmp_path):
    words = [sys.executable, "-c", KILLED, str(tmp_path / "s"), str(Path(__file__).parent / "dags")]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout.readline() == b"ready\n"
        state = State(tmp_path / "s")
        started = processes.records(state.run)
        assert len(started) == 4
        supervisor.kill()
    deadline = time.monotonic() + 45
    while (left := alive(state, started)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert left == []


def alive(state, started):
    left = [record.name for record in started if record.members()]
    return left + (["postgres"] if state.postgres().pid() else [])
