"""A state folder of its own for each test, and one real stack for those that need Airflow."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from onesource.runtime import Stack, State
from onesource.settings import PROJECT

DAGS = Path(__file__).parent / "dags"


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    state = State(tmp_path_factory.mktemp("stack") / "state")
    code = {"PYTHONPATH": str(PROJECT / "include")}  # this checkout's, whichever is installed
    with Stack(state, dags=DAGS, pools={"civil_affairs": 2}, extra_env=code) as running:
        yield running
