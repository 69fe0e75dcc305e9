"""Gives the demo's departments their databases on the installation's server.

Each department that keeps a database gets one of its own, with an owner who is the
department and a reader who is us; `databases.json` in the demo's folder tells it both.
What stands in the databases is the departments' business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onesource.runtime.state import State, write_json
from onesource.store.provision import SUPERUSER

if TYPE_CHECKING:
    import psycopg

DEPARTMENTS = ("public_security", "market_regulation")


def provision_departments(state: State) -> None:
    """Makes the databases and accounts that are missing and tells the demo where they are."""
    import psycopg

    server, known = state.postgres(), state.secrets(accounts())
    where = f"127.0.0.1:{server.port()}"
    told = {}
    with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        for department in DEPARTMENTS:
            owner, reader = (f"demo_{department}", f"demo_{department}_reader")
            for role in (owner, reader):
                _account(connection, role, known[role])
            _database(connection, owner, reader)
            told[department] = {
                "owner": f"postgresql://{owner}:{known[owner]}@{where}/{owner}",
                "reader": f"postgresql://{reader}:{known[reader]}@{where}/{owner}",
            }
    write_json(state.demo / "databases.json", told)


def accounts() -> list[str]:
    """The accounts of all departments, by role."""
    return [f"demo_{department}{which}" for department in DEPARTMENTS for which in ("", "_reader")]


def _account(connection: psycopg.Connection, role: str, password: str) -> None:
    from psycopg import sql

    known = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    words = "alter role {} login password {}" if known else "create role {} login password {}"
    connection.execute(sql.SQL(words).format(sql.Identifier(role), sql.Literal(password)))


def _database(connection: psycopg.Connection, name: str, reader: str) -> None:
    from psycopg import sql

    names = (sql.Identifier(name), sql.Identifier(reader))
    if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
        connection.execute(sql.SQL("create database {0} owner {0}").format(*names))
    connection.execute(sql.SQL("revoke all on database {0} from public").format(*names))
    connection.execute(sql.SQL("grant connect on database {0} to {1}").format(*names))
