"""Public security and market regulation: a PostgreSQL database each, with an owner and a reader.

Decides what its tables are and how a day's changes get into them: copied beside and
merged in, all tables of a day in one transaction, so that a reader sees the end of
a day and never its middle. Where the databases are, `databases.json` tells; making
them, and their two accounts, is not the departments' business.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

import psycopg
import pyarrow as pa
import pyarrow.csv
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from demo.days import Days
from demo.home import Home
from demo.system import Connection

QUOTED = pyarrow.csv.WriteOptions(include_header=False, quoting_style="all_valid")


@dataclass(frozen=True)
class Table:
    """One table: the feed it holds, its name, its key and the column that tells a change."""

    feed: str
    schema: str
    name: str
    key: str
    changed: str = "updated_at"

    @property
    def whole(self) -> sql.Identifier:
        return sql.Identifier(self.schema, self.name)


TABLES = {
    "public_security": (Table("persons", "household", "persons", "person_id"),),
    "market_regulation": (
        Table("companies", "registration", "companies", "company_id"),
        Table("business_licenses", "registration", "business_licenses", "license_id"),
    ),
}


class DepartmentDatabase:
    """A department's database as a system of the city."""

    def __init__(self, home: Home, days: Days, provider: str) -> None:
        self._days = days
        self._provider = provider
        self._place = home.root / "databases.json"
        self._owner = ""
        self._reader: dict[str, str] = {}

    async def start(self) -> None:
        """Finds out where its database is. Raises RuntimeError where nobody told."""
        try:
            told = json.loads(self._place.read_text())[self._provider]
            self._owner = str(told["owner"])
            self._reader = {k: str(v) for k, v in conninfo_to_dict(told["reader"]).items()}
        except (OSError, ValueError, KeyError) as error:
            raise RuntimeError(
                f"{self._place} does not tell the database of {self._provider} "
                f'({type(error).__name__}: {error}); write {{"{self._provider}": '
                '{"owner": "postgresql://…", "reader": "postgresql://…"}}'
            ) from error

    async def stop(self) -> None:
        """The server is not the department's to stop."""

    def turn(self, day: int) -> None:
        """Brings the database to the end of that day from wherever it stands."""
        with psycopg.connect(self._owner) as connection:
            for missing in range(self._standing(connection) + 1, day + 1):
                with connection.transaction():
                    for table in TABLES[self._provider]:
                        told = self._days.told(self._provider, table.feed, missing)
                        if told is not None:
                            self._merge(connection, table, told)
                    connection.execute("update city.day set day = %s", [missing])

    def connections(self) -> dict[str, Connection]:
        """One database connection, of the account that may only read."""
        return {
            f"{self._provider}_database": {
                "conn_type": "postgres",
                "host": self._reader["host"],
                "port": int(self._reader["port"]),
                "login": self._reader["user"],
                "password": self._reader["password"],
                "schema": self._reader["dbname"],
                "extra": {},
            }
        }

    def _standing(self, connection: psycopg.Connection) -> int:
        """The day the database has; another city's is emptied first."""
        with connection.transaction():
            connection.execute("create schema if not exists city")
            connection.execute("create table if not exists city.day (city text, day integer)")
            found = connection.execute("select city, day from city.day").fetchone()
            if found and found[0] == self._days.name:
                return int(found[1])
            for table in TABLES[self._provider]:
                connection.execute(sql.SQL("drop table if exists {}").format(table.whole))
            connection.execute("delete from city.day")
            connection.execute("insert into city.day values (%s, 0)", [self._days.name])
            return 0

    def _merge(self, connection: psycopg.Connection, table: Table, told: pa.Table) -> None:
        self._make(connection, table, told.column_names)
        connection.execute(
            sql.SQL("create temp table told (like {}) on commit drop").format(table.whole)
        )
        names = sql.SQL(", ").join(map(sql.Identifier, told.column_names))
        text = io.BytesIO()
        pyarrow.csv.write_csv(told, text, QUOTED)
        with connection.cursor().copy(
            sql.SQL("copy told ({}) from stdin (format csv)").format(names)
        ) as copy:
            copy.write(text.getvalue())
        values = (
            sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in told.column_names
        )
        connection.execute(
            sql.SQL(
                "insert into {table} ({names}) select distinct on ({key}) {names} from told "
                "order by {key}, {changed} desc on conflict ({key}) do update set {values}"
            ).format(
                table=table.whole,
                names=names,
                key=sql.Identifier(table.key),
                changed=sql.Identifier(table.changed),
                values=sql.SQL(", ").join(values),
            )
        )
        connection.execute("drop table told")

    def _make(self, connection: psycopg.Connection, table: Table, columns: list[str]) -> None:
        """Makes the table with the columns of what it is to hold, for the reader to read."""
        kinds = {table.key: sql.SQL("text primary key"), table.changed: sql.SQL("timestamp")}
        described = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(name), kinds.get(name, sql.SQL("text")))
            for name in columns
        )
        names = {
            "schema": sql.Identifier(table.schema),
            "table": table.whole,
            "columns": described,
            "changed": sql.Identifier(table.changed),
            "index": sql.Identifier(f"{table.name}_changed"),
            "reader": sql.Identifier(self._reader["user"]),
        }
        for statement in (
            "create schema if not exists {schema}",
            "create table if not exists {table} ({columns})",
            "create index if not exists {index} on {table} ({changed})",
            "grant usage on schema {schema} to {reader}",
            "grant select on {table} to {reader}",
        ):
            connection.execute(sql.SQL(statement).format(**names))
