"""Gives a fresh embedded server its roles and databases, each with its own password.

Airflow's metadata and the base database are two databases with two owners who
cannot enter each other's; a reader may read all of the base database and write
nothing. Running it again changes nothing. Creates no table.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from onesource.errors import Refused

if TYPE_CHECKING:
    import psycopg

SUPERUSER = "postgres"
READER = "onesource_reader"
DATABASES = {"airflow": "airflow", "onesource": "onesource"}  # database: owner
ROLES = ("airflow", "onesource", READER)


def provision(port: int, passwords: Mapping[str, str], folder: Path) -> None:
    """Create what is missing; Refused when the superuser's password is not ours."""
    import psycopg

    where = {"host": "127.0.0.1", "port": port, "user": SUPERUSER, "dbname": "postgres"}
    try:
        connection = psycopg.connect(**where, password=passwords[SUPERUSER], autocommit=True)  # type: ignore[arg-type]
    except psycopg.OperationalError as error:
        raise Refused(
            f"the embedded PostgreSQL in {folder} does not know the passwords of secrets.json "
            f"({error}); put the old secrets.json back, or remove {folder.parent} to start afresh",
            folder=str(folder),
        ) from error
    with connection:
        for role in ROLES:
            _role(connection, role, passwords[role])
        for database, owner in DATABASES.items():
            _database(connection, database, owner)
        _close_doors(connection)


def _role(connection: psycopg.Connection, role: str, password: str) -> None:
    from psycopg import sql

    if connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
        return
    words = sql.SQL("create role {} login password {}")
    connection.execute(words.format(sql.Identifier(role), sql.Literal(password)))


def _database(connection: psycopg.Connection, database: str, owner: str) -> None:
    from psycopg import sql

    if connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
        return
    names = [sql.Identifier(name) for name in (database, owner, database)]
    connection.execute(sql.SQL("create database {} owner {}").format(*names[:2]))
    connection.execute(sql.SQL("revoke all on database {} from public").format(names[2]))


def _close_doors(connection: psycopg.Connection) -> None:
    connection.execute("revoke all on database postgres from public")
    connection.execute(f"grant connect on database onesource to {READER}")
    connection.execute(f"grant pg_read_all_data to {READER}")
    connection.execute(f"alter role {READER} set default_transaction_read_only = on")
