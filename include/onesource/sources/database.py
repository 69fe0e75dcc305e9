"""Opens a department's database for reading as it stands at one moment, and says what an error means.

PostgreSQL and what speaks MySQL's protocol. Whether a retry can help is told from
what the server answered: what is wrong with the account, the table or the rights
stays wrong; everything else may pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onesource.errors import OneSourceError, Refused, Unreachable
from onesource.sources.connections import Connection

CONNECT_SECONDS = 20
SILENCE_SECONDS = 600  # how long a server may think about one question

# What passes by itself: lost connections, a server that is full, starting, stopping or busy.
PASSING_STATES = ("08", "25", "40", "53", "55", "57", "58", "XX")
PASSING_CODES = {1040, 1053, 1203, 1205, 1213, 1226, 2002, 2003, 2006, 2013, 2014, 2055, 4031}
PASSING_FATALS = re.compile(
    "starting up|shutting down|recovery|too many|slots|正在启动|正在关闭|恢复|太多|连接槽"
)
FATAL = re.compile("FATAL|致命错误")


@dataclass(frozen=True)
class Dialect:
    """What differs between the servers: the driver, its options, what is set before reading."""

    driver: str
    options: Mapping[str, Any]
    extras: tuple[str, ...]  # of the connection's extra, passed on as they are
    reading: Mapping[str, Any]
    settings: tuple[str, ...]
    text: sa.types.TypeEngine[str]


POSTGRES = Dialect(
    driver="postgresql+psycopg",
    options={
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": 15,
        "keepalives_interval": 15,
        "keepalives_count": 4,
        "tcp_user_timeout": 60_000,
    },
    extras=("sslmode", "sslrootcert", "sslcert", "sslkey"),
    reading={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    settings=(
        "set local timezone = 'Asia/Shanghai'",
        "set local datestyle = 'ISO, YMD'",
        f"set local statement_timeout = '{SILENCE_SECONDS}s'",
    ),
    text=sa.Text(),
)
MYSQL = Dialect(
    driver="mysql+pymysql",
    options={
        "charset": "utf8mb4",
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": SILENCE_SECONDS,
    },
    extras=("ssl_ca", "ssl_cert", "ssl_key", "ssl_verify_cert"),
    reading={"isolation_level": "REPEATABLE READ"},
    settings=("set session transaction read only", "set time_zone = '+08:00'"),
    text=sa.CHAR(),
)
DIALECTS = {"postgres": POSTGRES, "postgresql": POSTGRES, "mysql": MYSQL}


@dataclass(frozen=True)
class Session:
    """One read-only transaction: everything asked in it is answered as of the same moment."""

    connection: sa.Connection
    text: sa.types.TypeEngine[str]


@contextmanager
def session(connection: Connection) -> Iterator[Session]:
    """Opens the database `connection` names. Raises Refused or Unreachable, also from within."""
    dialect = DIALECTS.get(connection.kind)
    if dialect is None:
        raise Refused(
            f"connection {connection.name} is of kind {connection.kind or 'none'}; "
            "make it postgres or mysql",
            connection=connection.name,
        )
    engine = _engine(dialect, connection)
    try:
        with engine.connect() as opened:
            reading = opened.execution_options(**dialect.reading)
            for setting in dialect.settings:
                reading.exec_driver_sql(setting)
            yield Session(reading, dialect.text)
    except sa.exc.DBAPIError as error:
        raise meaning(connection, error) from error
    finally:
        engine.dispose()


def _engine(dialect: Dialect, connection: Connection) -> sa.Engine:
    url = sa.URL.create(
        dialect.driver,
        username=connection.login or None,
        password=connection.password or None,
        host=connection.host,
        port=connection.port,
        database=connection.schema,
    )
    passed = {name: connection.extra[name] for name in dialect.extras if name in connection.extra}
    options = {**dialect.options, **passed}
    return sa.create_engine(url, connect_args=options, poolclass=sa.NullPool)


def meaning(connection: Connection, error: sa.exc.DBAPIError) -> OneSourceError:
    """What an error of the database means: Refused where somebody must change something first."""
    words = " ".join(str(error.orig).split())[:300]
    where = f"database {connection.name}"
    if _passes(error.orig):
        return Unreachable(f"{where} did not answer: {words}", connection=connection.name)
    return Refused(
        f"{where} refuses user {connection.login}: {words}; correct connection {connection.name}, "
        "or ask the database's owner for the table and the right to read it",
        connection=connection.name,
    )


def _passes(error: BaseException | None) -> bool:
    state = getattr(error, "sqlstate", None)
    if state:
        return str(state).startswith(PASSING_STATES)
    code = error.args[0] if error is not None and error.args else None
    if isinstance(code, int):
        return code in PASSING_CODES
    return not FATAL.search(str(error)) or bool(PASSING_FATALS.search(str(error)))
