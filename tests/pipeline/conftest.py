"""A city for all these tests, and a fresh installation for each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from pipeline.town import Rows, Town, connections, day, renamed, small, township

from demo.process import serving
from onesource import clock, settings
from onesource.pipeline import round as rounds
from onesource.store.base import Base
from onesource.store.embedded import EmbeddedPostgres
from onesource.store.provision import SUPERUSER

Begin = Callable[[Rows], Town]


def copied(server: EmbeddedPostgres, name: str, template: str = "onesource") -> Base:
    """A new base database, a copy of another."""
    with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(f"drop database if exists {name} with (force)")
        connection.execute(f"create database {name} template {template} owner onesource")
    return Base.at(server.url("onesource", name))


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A running city that is collected from, into nothing yet."""
    state = tmp_path_factory.mktemp("town")
    with serving(state) as offered:
        yield Town(Base.at("postgresql://nowhere"), state / "no-lake", state, connections(offered))


@pytest.fixture
def town(city: Town, base: Base, tmp_path: Path) -> Town:
    """A fresh installation: two small registers that agree, nothing collected yet."""
    town = city.on(base, tmp_path / "lake")
    town.empty_boxes()
    town.register(small())
    town.deliver(small())
    return town


@dataclass
class Begun:
    """Installations at the end of day 1, by what was delivered on it."""

    folder: Path
    kept: dict[str, str] = field(default_factory=dict)

    def keep(self, town: Town, server: EmbeddedPostgres, key: str) -> None:
        name = f"begun_{len(self.kept)}"
        town.base.engine.dispose()
        copied(server, name, str(town.base.engine.url.database)).engine.dispose()
        shutil.copytree(town.lake, self.folder / name / "lake")
        for inbox in town.city.glob("frontend/*/inbox"):
            shutil.copytree(inbox, self.folder / name / inbox.parent.name)
        self.kept[key] = name

    def take(self, town: Town, server: EmbeddedPostgres, key: str) -> None:
        name = self.kept[key]
        town.base.engine.dispose()
        copied(server, str(town.base.engine.url.database), name).engine.dispose()
        shutil.copytree(self.folder / name / "lake", town.lake)
        for inbox in town.city.glob("frontend/*/inbox"):
            shutil.copytree(self.folder / name / inbox.parent.name, inbox, dirs_exist_ok=True)


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    return Begun(tmp_path_factory.mktemp("begun"))


@pytest.fixture
def begin(town: Town, server: EmbeddedPostgres, begun: Begun) -> Begin:
    """Runs day 1 with these rows delivered by statistics; once for all tests that ask the same."""

    def begin(statistics: Rows) -> Town:
        town.deliver(statistics)
        key = repr(statistics)
        if key in begun.kept:
            begun.take(town, server, key)
        else:
            town.run(day(1))
            begun.keep(town, server, key)
        return town

    return begin


@pytest.fixture
def agreed(begin: Begin) -> Town:
    """Day 1 is over, and both registers agreed."""
    return begin(small())


@pytest.fixture
def asked(begin: Begin) -> Town:
    """Statistics was told on day 2 of two wrong names, in a case that waits for its answer."""
    town = begin(renamed(small(), {township(3): "别名街道", township(5): "另名街道"}))
    with clock.at(day(2)):
        rounds.raise_cases(town.house)
    town.notify("statistics", day(2))
    return town


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the declarations that a test may change."""
    folder = Path(shutil.copytree(settings.catalog(), tmp_path / "catalog"))
    monkeypatch.setenv("ONESOURCE_CATALOG", str(folder))
    return folder


@pytest.fixture
def suites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the suites that a test may change."""
    folder = Path(shutil.copytree(settings.expectations(), tmp_path / "expectations"))
    monkeypatch.setenv("ONESOURCE_EXPECTATIONS", str(folder))
    return folder
