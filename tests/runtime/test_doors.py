"""What was left running on purpose is told from the leftovers of a killed command."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from onesource.errors import Refused
from onesource.runtime import Stack, State, down, processes
from onesource.runtime.processes import Order, Record
from onesource.runtime.turn import leave_running, refuse_left_running


@pytest.fixture
def sleeper(state: State, tmp_path: Path) -> Record:
    words = [sys.executable, "-c", "import time; time.sleep(60)"]
    order = Order("scheduler", words, dict(os.environ), tmp_path, tmp_path / "log")
    return processes.spawn(order, state.run)


def test_what_was_left_running_is_not_taken_for_leftovers(state: State, sleeper: Record):
    leave_running(state)

    with pytest.raises(Refused, match="make down` first"), Stack(state):
        pass
    assert sleeper.alive()
    assert down(state) == ["scheduler"]
    assert not sleeper.alive()
    refuse_left_running(state)


def test_leftovers_of_a_killed_command_do_not_stand_in_the_way(state: State, sleeper: Record):
    refuse_left_running(state)

    assert down(state) == ["scheduler"]


def test_a_mark_without_its_processes_means_nothing(state: State):
    leave_running(state)

    refuse_left_running(state)
