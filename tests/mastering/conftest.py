"""A fresh installation for each test, with nothing delivered yet; and one on a PostGIS server."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from mastering import postgis, tried
from mastering.yard import Yard, day

from onesource import clock, settings
from onesource.catalog import amended
from onesource.catalog.amended import Amendments
from onesource.store.base import Base
from onesource.store.embedded import EmbeddedPostgres
from onesource.store.migrations import migrate
from onesource.store.provision import SUPERUSER

Decide = Callable[[Amendments], None]
_numbers = itertools.count(1)


@pytest.fixture
def yard(base: Base, tmp_path: Path) -> Yard:
    return Yard(base, tmp_path)


@pytest.fixture(scope="session")
def spatial_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running PostgreSQL 15 with PostGIS, the URL of its first database."""
    if not postgis.is_there():
        pytest.skip(f"no PostGIS here: apt-get install {postgis.PACKAGE}")
    with postgis.running(tmp_path_factory.mktemp("postgis")) as url:
        yield url


@pytest.fixture
def spatial_base(spatial_server: str) -> Iterator[Base]:
    """A base database of this test alone, on the PostGIS server."""
    name = f"spatial_{next(_numbers)}"
    with psycopg.connect(spatial_server, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    fresh = Base.at(sa.make_url(spatial_server).set(database=name))
    migrate(fresh)
    yield fresh
    fresh.engine.dispose()
    with psycopg.connect(spatial_server, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture(params=["embedded", "PostGIS"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Yard:
    """An installation on the embedded PostgreSQL, and one on PostgreSQL 15 with PostGIS."""
    base = request.getfixturevalue("base" if request.param == "embedded" else "spatial_base")
    return Yard(base, tmp_path)


@pytest.fixture
def decide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Decide]:
    """Puts amended declarations in force."""
    own = Path(shutil.copytree(settings.catalog(), tmp_path / "catalog"))
    monkeypatch.setenv("ONESOURCE_CATALOG", str(own))

    def decided(amendments: Amendments) -> None:
        with clock.at(day(tried.TODAY)):
            amended.load("population", amendments, tmp_path / "decided")
        file = "libraries/population.yaml"
        shutil.copy(tmp_path / "decided" / file, own / file)

    return decided


@pytest.fixture(scope="module")
def begun(server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Yard:
    """Three registers, mastered."""
    yard = Yard(copied(server, "tried", "onesource"), tmp_path_factory.mktemp("tried"))
    tried.deliver(yard)
    yard.base.engine.dispose()
    return yard


@pytest.fixture
def peopled(begun: Yard, server: EmbeddedPostgres, tmp_path: Path) -> Yard:
    """A copy of it, for one test alone."""
    shutil.copytree(begun.folder / "lake", tmp_path / "lake")
    return Yard(copied(server, "tried_once", "tried"), tmp_path, begun.delivered)


def copied(server: EmbeddedPostgres, name: str, template: str) -> Base:
    """A new base database, a copy of another."""
    with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(f"drop database if exists {name} with (force)")
        connection.execute(f"create database {name} template {template} owner onesource")
    return Base.at(server.url("onesource", name))
