"""What many tests need: a scratch state folder, a real PostgreSQL, and no silent skip in CI."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import psycopg
import pytest
from xdist.scheduler import LoadScopeScheduling

from onesource.runtime.state import State
from onesource.store import embedded
from onesource.store.base import Base
from onesource.store.embedded import EmbeddedPostgres
from onesource.store.migrations import migrate
from onesource.store.provision import SUPERUSER

NO_SKIP = "ONESOURCE_NO_SKIP"
_numbers = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def scratch_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Every test's state folder is a scratch one: nothing of the checkout's own is touched."""
    folder = tmp_path_factory.mktemp("state")
    before = os.environ.get("ONESOURCE_STATE")
    os.environ["ONESOURCE_STATE"] = str(folder)
    yield folder
    os.environ.pop("ONESOURCE_STATE")
    if before is not None:
        os.environ["ONESOURCE_STATE"] = before


@pytest.fixture(scope="session")
def server(scratch_state: Path) -> Iterator[EmbeddedPostgres]:
    """A running PostgreSQL whose database `onesource` has the schema and no rows.

    It flushes nothing: tests kill those who talk to it, never the machine, and a database
    is made and dropped for each of them.
    """
    postgres = State(scratch_state).postgres()
    with ExitStack() as stack:
        with patch.dict(embedded.SETTINGS, fsync="off"):  # of no other server
            stack.enter_context(postgres.running())
        template = Base.at(postgres.url("onesource", "onesource"))
        migrate(template)
        template.engine.dispose()
        yield postgres


@pytest.fixture
def base(server: EmbeddedPostgres) -> Iterator[Base]:
    """A base database of this test alone."""
    name = f"test_{next(_numbers)}"
    admin = server.url(SUPERUSER, "postgres")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"create database {name} template onesource owner onesource")
    fresh = Base.at(server.url("onesource", name))
    yield fresh
    fresh.engine.dispose()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


if not hasattr(sys.modules["__main__"], "__file__"):  # pytest-xdist's: pyspark would end it
    sys.modules["__main__"].__file__ = __file__

LONGEST = ["spark", "e2e", "kill", "demo", "city", "runtime", "pipeline", "browser"]  # folders


def pytest_collection_modifyitems(config, items: list[pytest.Item]) -> None:
    """The longest folders first, so that no process is left with one of them at the end."""

    def rank(item: pytest.Item) -> int:
        folder = folder_of(item.nodeid)
        return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)

    items.sort(key=rank)


def folder_of(nodeid: str) -> str:
    """`tests/<folder>/…`, which shares what its conftest makes."""
    return nodeid.split("/")[1]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Each process takes whole folders."""

    class ByFolder(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return folder_of(nodeid)

    return ByFolder(config, log)


@pytest.fixture(autouse=True)
def in_layers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a module asks for it (BOTH_WAYS): writes what differs as layers, however little there is."""
    if getattr(request, "param", False):
        for module in ("onesource.quality.state", "onesource.mastering.layers"):
            monkeypatch.setattr(f"{module}.LEAST", 1)
            monkeypatch.setattr(f"{module}.SHARE", 1)


def pytest_terminal_summary(terminalreporter, exitstatus) -> None:
    """Names skipped tests; where none may be skipped, says so."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get(NO_SKIP):
        terminalreporter.section(f"{NO_SKIP} is set: {len(skipped)} skipped tests fail the run")


def pytest_sessionfinish(session, exitstatus) -> None:
    """A skipped test fails the run where ONESOURCE_NO_SKIP is set."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get(NO_SKIP) and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config) -> Iterator[None]:
    """Ends the process at once when all is said: DuckDB's binding would list its own leaks."""
    code = yield
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(int(code or 0))
