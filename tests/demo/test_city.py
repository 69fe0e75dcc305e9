"""The city as a process: what it leaves, how it ends, how it comes back."""

from __future__ import annotations

import json
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
import requests

from demo.civil_affairs import read_register, register_path, write_register
from demo.process import serving
from demo.statistics import read_delivery

SERVE = [sys.executable, "-m", "demo", "serve", "--state"]


@contextmanager
def started(state, *options):
    process = subprocess.Popen([*SERVE, str(state), *options], stdout=subprocess.PIPE, text=True)
    try:
        assert "ready" in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_the_city_offers_each_connection_by_its_name(city):
    assert {name: c["conn_type"] for name, c in city.items()} == {
        "civil_affairs_api": "http",
        "civil_affairs_frontend": "sftp",
        "statistics_frontend": "sftp",
    }
    assert {c["host"] for c in city.values()} == {"127.0.0.1"}


def test_only_its_owner_reads_what_the_city_writes(city, city_state):
    modes = {p: stat.S_IMODE(p.stat().st_mode) for p in city_state.rglob("*")}

    assert modes[city_state / "connections.json"] == 0o600
    assert {path for path, mode in modes.items() if mode & 0o077} == set()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_ends_0_within_two_seconds_though_clients_are_there(tmp_path, number):
    with started(tmp_path) as process:
        offered = json.loads((tmp_path / "connections.json").read_text())
        ports = {connection["port"] for connection in offered.values()}
        clients = [socket.create_connection(("127.0.0.1", port)) for port in ports]
        process.send_signal(number)

        assert process.wait(2) == 0
        assert not (tmp_path / "connections.json").exists()
        for client in clients:
            client.close()


def test_a_restart_keeps_ports_keys_and_what_somebody_changed(tmp_path):
    with serving(tmp_path) as before:
        delivery = tmp_path / "frontend/statistics/outbox/tongji_quhua_20231231.csv"
        delivery.write_bytes(b"".join(delivery.read_bytes().splitlines(keepends=True)[:3]))
        register = register_path(tmp_path)
        write_register(register, read_register(register)[:5])

    with serving(tmp_path) as after:
        assert after == before
        assert len(read_delivery(delivery)) == 2
        assert len(read_register(register)) == 5


def test_a_port_taken_meanwhile_is_given_up_for_a_free_one(tmp_path):
    with serving(tmp_path) as before:
        pass
    taken = ("127.0.0.1", before["civil_affairs_api"]["port"])

    with socket.create_server(taken), serving(tmp_path) as after:
        url = f"http://127.0.0.1:{after['civil_affairs_api']['port']}/api/v1/divisions"
        assert requests.get(url, timeout=5).status_code == 401
        assert after["statistics_frontend"] == before["statistics_frontend"]


def test_a_second_city_in_the_same_folder_is_refused_by_name_of_the_first(tmp_path):
    with started(tmp_path) as first:
        with subprocess.Popen([*SERVE, str(tmp_path)], stderr=subprocess.PIPE, text=True) as second:
            said = second.communicate(timeout=20)[1]

        assert second.returncode == 1
        assert f"process {first.pid} already serves {tmp_path}" in said
        assert (tmp_path / "connections.json").exists()


def test_killed_it_comes_back_where_it_was(tmp_path):
    with started(tmp_path):
        before = (tmp_path / "connections.json").read_text()

    with serving(tmp_path) as after:
        assert after == json.loads(before)


def test_it_ends_when_the_process_that_started_it_is_gone(tmp_path):
    script = (
        "import subprocess, sys;"
        "city = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE);"
        "city.stdout.readline()"
    )
    words = [sys.executable, "-c", script, *SERVE, str(tmp_path), "--with-parent"]
    subprocess.run(words, check=True, timeout=20)

    deadline = time.monotonic() + 3
    while (tmp_path / "connections.json").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not (tmp_path / "connections.json").exists()
