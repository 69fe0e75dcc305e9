"""Processes are recognised, ended with all they started, and never mistaken for others."""

import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from onesource.runtime import processes
from onesource.runtime.processes import Order
from onesource.runtime.turn import Busy, turn
from onesource.runtime.watchman import DONE, watch

SLEEP = "import time; time.sleep(60)"
STUBBORN = "import signal,time; signal.signal(15, signal.SIG_IGN); print('on', flush=True);" + SLEEP
PARENT = (
    "import os,subprocess,sys,time\n"
    f"subprocess.Popen([sys.executable,'-c',{SLEEP!r}], preexec_fn=lambda: os.setpgid(0,0))\n"
    "print('on', flush=True); time.sleep(60)"
)


@pytest.fixture
def start(state):
    started = []

    def begin(name, code):
        log = state.logs / f"{name}.log"
        order = Order(name, [sys.executable, "-c", code], os.environ, state.folder, log)
        record = processes.spawn(order, state.run)
        started.append(record)
        while "print" in code and not log.read_text():
            time.sleep(0.01)
        return record

    yield begin
    processes.end(started, patience=0)


def test_a_process_is_found_again_by_its_record_and_ended(state, start):
    start("sleeper", SLEEP)
    [found] = processes.records(state.run)
    assert found.alive()
    assert processes.end([found]) == []
    assert found.members() == []


def test_children_in_groups_of_their_own_end_too(state, start):
    record = start("parent", PARENT)
    assert len(record.members()) == 2
    processes.end([record])
    assert record.members() == []


def test_children_whose_parent_was_killed_are_still_found(start):
    record = start("parent", PARENT)
    os.kill(record.pid, 9)
    while record.alive():
        time.sleep(0.01)
    assert len(record.members()) == 1
    processes.end([record])
    assert record.members() == []


def test_who_does_not_listen_is_killed_and_named(start):
    assert processes.end([start("mule", STUBBORN)], patience=0.1) == ["mule"]


@pytest.mark.parametrize("difference", [{"started": 1}, {"machine": "another boot"}])
def test_a_stranger_with_the_same_number_is_left_alone(start, difference):
    record = start("sleeper", SLEEP)
    processes.end([replace(record, **difference)])
    assert record.alive()


def test_a_record_is_forgotten_only_when_all_of_it_has_ended(state, start):
    record = start("sleeper", SLEEP)
    processes.forget([record], state.run)
    assert processes.records(state.run) == [record]
    processes.end([record])
    processes.forget([record], state.run)
    assert processes.records(state.run) == []


def test_a_record_cut_short_is_dropped(state):
    (state.run / "half.pid").write_text('{"name": "ha')
    assert processes.records(state.run) == []


def test_one_supervisor_at_a_time(state):
    with turn(state), pytest.raises(Busy, match=str(os.getpid())), turn(state, patience=0.1):
        pass
    with turn(state):
        pass


def test_the_watchman_leaves_an_orderly_end_alone(state, start):
    record = start("sleeper", SLEEP)
    assert not watch(state, DONE)
    assert record.alive()


def test_the_watchman_ends_what_a_killed_supervisor_left(state, start):
    record = start("sleeper", SLEEP)
    words = [sys.executable, "-m", "onesource.runtime.watchman", str(state.folder)]
    subprocess.run(words, input=b"", check=True)
    assert record.members() == []
    assert processes.records(state.run) == []
