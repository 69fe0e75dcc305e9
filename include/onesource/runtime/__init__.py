"""Runs One Source on one machine: the embedded database and Airflow, supervised.

The door: `State` (the folder that keeps everything), `Stack` (start, use, stop),
`up`, `down`, `start_demo_city`, `turn_to`. What runs inside Airflow is not decided here.
"""

from onesource.runtime.api import Airflow, Run
from onesource.runtime.city import start_demo_city, turn_to
from onesource.runtime.doors import down, up
from onesource.runtime.follow import Change, wait_for_runs
from onesource.runtime.stack import Stack
from onesource.runtime.state import State

__all__ = [
    "Airflow",
    "Change",
    "Run",
    "Stack",
    "State",
    "down",
    "start_demo_city",
    "turn_to",
    "up",
    "wait_for_runs",
]
