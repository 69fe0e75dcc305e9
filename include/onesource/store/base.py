"""The base database: transactions, locks and bulk copies. Its commit is the only commit point.

What is written is decided elsewhere; here is only how it gets there whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pyarrow as pa
import sqlalchemy as sa
from adbc_driver_postgresql import dbapi

from onesource.errors import Refused, Unreachable
from onesource.store import sql


def one_at_a_time(connection: sa.Connection, lock: str) -> None:
    """Waits until nobody else has `lock`, and has it to the end of the transaction."""
    connection.execute(
        sa.text("select pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": lock}
    )


KEPT: dict[str, Any] = {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10}
"""How an engine keeps connections for a process that serves many readers."""


class Base:
    """The base database behind one SQLAlchemy engine (PostgreSQL 18)."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @classmethod
    def at(cls, url: str | sa.URL) -> Base:
        """Opens the database at `url`; nothing is connected before it is used, or kept after."""
        address = sa.make_url(url).set(drivername="postgresql+psycopg")
        return cls(sa.create_engine(address, poolclass=sa.NullPool))

    @classmethod
    def kept_at(cls, url: str | sa.URL) -> Base:
        """The same for who serves many: connections are kept, and tried before they are used again."""
        address = sa.make_url(url).set(drivername="postgresql+psycopg")
        return cls(sa.create_engine(address, **KEPT))

    @contextmanager
    def transaction(self, lock: str | None = None) -> Iterator[sa.Connection]:
        """One transaction: all of it or nothing; with `lock`, one at a time under that name.

        Raises Unreachable where the server cannot be reached.
        """
        with self._connected() as connection, connection.begin():
            if lock is not None:
                one_at_a_time(connection, lock)
            yield connection

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        try:
            connection = self.engine.connect()
        except sa.exc.OperationalError as error:
            raise Unreachable(f"the base database does not answer: {error.orig}") from error
        with connection:
            yield connection

    def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """All rows of a query, as mappings by column name."""
        with self.transaction() as connection:
            found = connection.execute(sa.text(statement), values).mappings()
            return [dict(row) for row in found]

    def ask(self, statement: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Answers one statement given by a person, read only: column names and rows.

        Raises Refused where the database refuses it, for more than one statement,
        and for one that gives no rows.
        """
        with self._connected() as connection:
            connection.execute(sa.text("set transaction read only"))
            cursor: psycopg.Cursor[Any] = connection.connection.cursor()  # type: ignore[assignment]
            try:
                cursor.execute(statement, prepare=True)  # a prepared statement is a single one
            except psycopg.Error as error:
                raise Refused(f"the base database refuses this: {error}") from error
            if cursor.description is None:
                raise Refused("this statement gives no rows; ask with select")
            return [column[0] for column in cursor.description], list(cursor.fetchall())

    def arrow(self, statement: str) -> pa.Table:
        """A query's whole answer as an Arrow table, read in binary."""
        with self._bulk() as cursor:
            cursor.execute(statement)
            return cursor.fetch_arrow_table()

    def stage(self, table: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Copies `rows` into `staging.<table>`, made anew: running it twice leaves one copy."""
        sql.identifier(table, "staging table")
        with self._bulk() as cursor:
            cursor.execute(f'drop table if exists staging."{table}"')
            cursor.adbc_ingest(table, rows, mode="create", db_schema_name="staging")

    def fill(self, table: str, rows: pa.RecordBatchReader) -> None:
        """Copies `rows` into `staging.<table>`, which is there, of the same columns and types.

        A uuid is given as its 16 bytes.
        """
        sql.identifier(table, "staging table")
        with self._bulk() as cursor:
            cursor.adbc_ingest(table, rows, mode="append", db_schema_name="staging")

    def unstage(self, connection: sa.Connection, table: str) -> None:
        """Drops a staging table within the transaction that has used it."""
        connection.execute(sa.text(f'drop table if exists staging."{table}"'))

    @contextmanager
    def moment(self) -> Iterator[Base]:
        """The database as it stands now, for as long as it is held, and for reading alone.

        PostgreSQL itself refuses a write. It stops nobody else from writing.
        """
        with self._connected() as connection:
            reading = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            yield _Moment(reading)

    @contextmanager
    def _bulk(self) -> Iterator[dbapi.Cursor]:
        """A cursor for binary copies, in a transaction of its own."""
        url = self.engine.url.set(drivername="postgresql")
        try:
            connection = dbapi.connect(url.render_as_string(hide_password=False))
        except dbapi.Error as error:
            raise Unreachable(f"the base database does not answer: {error}") from error
        with connection, connection.cursor() as cursor:
            yield cursor
            connection.commit()


class _Moment(Base):
    """The base database within one transaction that only reads; bulk copies share what it sees."""

    def __init__(self, connection: sa.Connection) -> None:
        super().__init__(connection.engine)
        self._connection = connection
        query = sa.text("select pg_export_snapshot()")
        self._snapshot = str(connection.execute(query).scalar_one())

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        yield self._connection

    @contextmanager
    def transaction(self, lock: str | None = None) -> Iterator[sa.Connection]:
        """The one transaction there is. Raises Refused for a lock: who takes one means to write."""
        if lock is not None:
            raise Refused(f"{lock}: nothing is written here; write to the base database itself")
        yield self._connection

    @contextmanager
    def _bulk(self) -> Iterator[dbapi.Cursor]:
        with super()._bulk() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            cursor.execute(f"set transaction snapshot {sql.literal(self._snapshot)}")
            yield cursor
