"""Where the base database's connection leads."""

from __future__ import annotations

import pytest

from onesource.cli.local import url
from onesource.sources.connections import Connection


@pytest.mark.parametrize("password", ["p@ss", "a:b/c", "100%"])
def test_a_password_of_any_signs_arrives_as_it_is(password: str):
    where = url(Connection("onesource_db", "postgres", "db", 5432, "one", password, "onesource"))

    assert (where.host, where.port, where.database) == ("db", 5432, "onesource")
    assert where.password == password


def test_what_else_a_connection_says_goes_along():
    where = url(Connection("onesource_db", "postgres", "db", extra={"sslmode": "require"}))

    assert where.render_as_string(hide_password=False) == "postgresql://db?sslmode=require"
