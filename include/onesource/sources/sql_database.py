"""Reads one table or view of a department's database, every value as the database prints it.

The rows, their number and their latest change are read in one transaction, so that
what is declared and what is brought belong together. Rows come in a fixed order:
the same content has the same fingerprint.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from onesource import clock
from onesource.catalog.feed import Feed
from onesource.catalog.source import SqlDatabase
from onesource.errors import Refused
from onesource.sources import changes, database, text_table
from onesource.sources.changes import Changes
from onesource.sources.connections import Connection
from onesource.sources.delivery import Declared, Delivery, Received, sha256_file


@dataclass(frozen=True)
class _Asked:
    """The table over there, the columns wanted with their types, what is asked for."""

    feed: Feed
    table: sa.TableClause
    columns: dict[str, sa.types.TypeEngine[Any]]
    changes: Changes | None

    def where(self) -> list[sa.ColumnElement[bool]]:
        since = self.changes.since() if self.changes else None
        if self.changes is None or since is None:
            return []
        return [self.changed() > self.typed(since)]

    def changed(self) -> sa.ColumnElement[Any]:
        if self.changes is None or self.changes.column not in self.columns:
            raise Refused(
                f"{self.table.fullname} has no column {self.changes and self.changes.column}, "
                f"which tells its changes; correct changed_by in feeds/{self.feed.path}.yaml",
                rule="missing_column",
            )
        return sa.column(self.changes.column, self.columns[self.changes.column])

    def typed(self, moment: str) -> sa.ColumnElement[Any]:
        return sa.cast(sa.literal(moment, sa.String()), self.changed().type)

    def order(self) -> list[str]:
        stamped = [self.changes.column] if self.changes else []
        keys = [self.feed.contract.delivered(column) for column in self.feed.record_key]
        return [name for name in [*stamped, *keys] if name in self.columns]


@dataclass(frozen=True)
class _Told:
    rows: int
    watermark: str | None = None
    repeated: int = 0
    fault: Refused | None = None


def fetch(
    feed: Feed, source: SqlDatabase, connection: Connection, folder: Path, asked: Changes | None
) -> Delivery:
    """Reads the table into `<table>.parquet` in `folder`, whole or since the watermark asked.

    Raises Refused for a wrong password, a table that is not there or not ours to read,
    Unreachable where the database does not answer.
    """
    file = folder / f"{source.table}.parquet"
    with database.session(connection) as session:
        question = _question(feed, source, connection, session, asked)
        told = _told(question, session)
        fingerprint = _copied(question, session, file)
    return Delivery(
        data=(Received(file.name, file),),
        companions=(),
        declared=Declared(rows=told.rows),
        fingerprint=fingerprint,
        fault=told.fault,
        whole=asked is None or asked.watermark is None,
        watermark=told.watermark,
        repeated=told.repeated,
    )


def sample(source: SqlDatabase, file: Path, folder: Path) -> Delivery:
    """A delivery made of one local file: a Parquet file of texts, or a CSV in UTF-8 with a header."""
    target = folder / f"{source.table}.parquet"
    if file.suffix == ".parquet":
        shutil.copyfile(file, target)
    else:
        _converted(file, target)
    return Delivery((Received(target.name, target),), (), Declared(), sha256_file(target))


def _question(
    feed: Feed,
    source: SqlDatabase,
    connection: Connection,
    session: database.Session,
    asked: Changes | None,
) -> _Asked:
    schema, _, name = source.table.rpartition(".")
    try:
        found = sa.inspect(session.connection).get_columns(name, schema or None)
    except sa.exc.NoSuchTableError as error:
        raise Refused(
            f"database {connection.name} has no table {source.table} that user "
            f"{connection.login} may see; ask its owner, or correct feeds/{feed.path}.yaml",
            connection=connection.name,
            table=source.table,
        ) from error
    all_of_them = feed.contract.unknown_columns == "refuse"
    columns = {
        str(column["name"]): column["type"]
        for column in found
        if all_of_them or column["name"] in feed.contract.agreed()
    }
    return _Asked(feed, sa.table(name, schema=schema or None), columns, asked)


def _told(asked: _Asked, session: database.Session) -> _Told:
    """The number of rows and the latest change, as of the moment they are read."""
    wanted: list[sa.ColumnElement[Any]] = [sa.func.count()]
    if asked.changes is not None:
        changed, known = asked.changed(), asked.changes.watermark
        bound = changes.ceiling().astimezone(clock.BUREAU_TIME).replace(tzinfo=None)
        latest: sa.ColumnElement[Any] = changed
        if isinstance(changed.type, sa.Date | sa.DateTime):
            latest = sa.case((changed <= asked.typed(bound.isoformat(" ")), changed))
        wanted.append(sa.cast(sa.func.max(latest), session.text))
        again = sa.case((changed <= asked.typed(known), 1)) if known else sa.null()
        wanted.append(sa.func.count(again))
    query = sa.select(*wanted).select_from(asked.table).where(*asked.where())
    row = session.connection.execute(query).one()
    if asked.changes is None:
        return _Told(row[0])
    try:
        return _Told(row[0], asked.changes.latest([row[1]]), row[2])
    except Refused as fault:
        return _Told(row[0], asked.changes.watermark, row[2], fault)


def _copied(asked: _Asked, session: database.Session, file: Path) -> str:
    """Writes the rows to `file` and gives the SHA-256 over them, in hex."""
    digest = hashlib.sha256(repr(list(asked.columns)).encode())
    texts = [sa.cast(sa.column(name), session.text).label(name) for name in asked.columns]
    query = sa.select(*texts).select_from(asked.table).where(*asked.where())
    query = query.order_by(*(sa.column(name) for name in asked.order()))
    streaming = session.connection.execution_options(
        stream_results=True, max_row_buffer=text_table.AT_ONCE
    )
    with text_table.written(file, list(asked.columns)) as add, streaming.execute(query) as answer:
        for rows in answer.partitions(text_table.AT_ONCE):
            listed = [tuple(row) for row in rows]
            digest.update(repr(listed).encode())
            add(listed)
    return digest.hexdigest()


def _converted(file: Path, target: Path) -> None:
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            header, *rows = csv.reader(handle, strict=True)
        for number, row in enumerate(rows, 1):
            if len(row) != len(header):
                raise ValueError(f"row {number} has {len(row)} values, the header {len(header)}")
        with text_table.written(target, header) as add:
            add([_nulls(row) for row in rows])
    except (ValueError, csv.Error) as error:
        raise Refused(
            f"{file.name} cannot be read ({str(error)[:200]}); name a Parquet file of texts, or a "
            "CSV in UTF-8 with one header line and rows as wide as it",
            rule="ragged",
            file=file.name,
        ) from error


def _nulls(row: Sequence[str]) -> list[str | None]:
    return [cell or None for cell in row]
