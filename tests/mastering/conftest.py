"""A fresh installation for each test, with nothing delivered yet; and one on a PostGIS server."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from mastering import postgis
from mastering.yard import Yard

from onesource.store.base import Base
from onesource.store.migrations import migrate

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
