"""The environment of Airflow's processes: everything local, nothing of the caller's."""

import json
import re

import pytest

from onesource.runtime.environment import airflow_environment
from onesource.runtime.metadata import pools_file


@pytest.fixture
def env(state, monkeypatch):
    monkeypatch.setenv("AIRFLOW_HOME", "/home/somebody/airflow")
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", "CeleryExecutor")
    monkeypatch.setenv("PYTHONPATH", "/home/somebody/lib")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy:3128")
    return airflow_environment(state, "postgresql://x", 1234)


def test_the_callers_own_airflow_stays_out(env, state):
    assert env["AIRFLOW_HOME"] == str(state.airflow)
    assert env["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    assert "PYTHONPATH" not in env


def test_no_proxy_stands_between_the_parts(env):
    assert "127.0.0.1" in env["NO_PROXY"].split(",")


def test_every_server_is_told_to_listen_on_this_machine_only(env):
    hosts = {value for name, value in env.items() if re.match("AIRFLOW.*HOST$", name)}
    assert hosts == {"127.0.0.1"}


def test_connections_come_from_the_state_folder(env, state):
    arguments = json.loads(env["AIRFLOW__SECRETS__BACKEND_KWARGS"])
    assert arguments == {"connections_file_path": str(state.connections_file)}


def test_every_user_has_a_password_of_its_own(env, state):
    passwords = json.loads((state.airflow / "passwords.json").read_text())
    users = dict(
        user.split(":") for user in env["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS"].split(",")
    )
    assert set(passwords) == set(users)
    assert len(set(passwords.values())) == len(passwords)


def test_pools_are_written_as_airflow_reads_them(tmp_path):
    content = json.loads(pools_file({"civil_affairs": 2}, tmp_path / "pools.json").read_text())
    assert content["civil_affairs"]["slots"] == 2
    assert set(content["civil_affairs"]) == {"slots", "description", "include_deferred"}
