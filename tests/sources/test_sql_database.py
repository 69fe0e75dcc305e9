"""A table of a department's PostgreSQL is read as it stands at one moment, whole or since the last change."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pyarrow.parquet as pq
import pytest
from sources.feeds import feed

from onesource import clock
from onesource.errors import Refused, Unreachable
from onesource.sources import sql_database, text_table
from onesource.sources.connections import Connection
from onesource.sources.delivery import Delivery
from onesource.sources.fetch import fetch, sample
from onesource.store.base import Base
from onesource.store.embedded import EmbeddedPostgres

MAKE = """
create schema registration;
create table registration.companies (
    company_id bigint primary key, name varchar(50), capital numeric(12, 2), founded date,
    active boolean, code char(6), note text, updated_at timestamp);
insert into registration.companies values
    (2, '乙公司', 100.50, '2020-02-29', true, '098', null, '2026-01-31 08:00:00'),
    (1, ' 甲公司 ', 0.10, '1999-12-31', false, '000123', '', '2026-01-31 09:30:00.25');
"""
TABLE = {"kind": "sql_database", "connection": "registry", "table": "registration.companies"}
NAMES = ("company_id", "name", "capital", "founded", "active", "code", "note", "updated_at")
FEED = feed(TABLE, NAMES, changed_by="updated_at")
NOW = datetime(2026, 2, 1, tzinfo=UTC)


class Office:
    """A department's database, its owner's door and ours."""

    def __init__(self, base: Base) -> None:
        url = base.engine.url
        self.door = Connection(
            "registry",
            "postgres",
            url.host or "",
            url.port,
            url.username or "",
            str(url.password),
            url.database or "",
        )
        self.owner = psycopg.connect(
            url.set(drivername="postgresql").render_as_string(hide_password=False),
            autocommit=True,
        )

    def fetch(self, folder: Path, watermark: str | None = None, **other: Any) -> Delivery:
        with clock.at(NOW):
            return fetch(other.get("feed", FEED), lambda _: self.door, folder, watermark)

    def write(self, number: int, stamp: str | None) -> None:
        self.owner.execute(
            "insert into registration.companies (company_id, updated_at) values (%s, %s)",
            (number, stamp),
        )


@pytest.fixture
def office(base: Base) -> Iterator[Office]:
    made = Office(base)
    made.owner.execute(MAKE)
    yield made
    made.owner.close()


def rows(delivery: Delivery) -> list[dict[str, Any]]:
    return pq.read_table(delivery.data[0].path).to_pylist()


def ids(delivery: Delivery) -> list[str]:
    return [row["company_id"] for row in rows(delivery)]


def test_every_value_is_text_as_the_database_prints_it(office: Office, tmp_path: Path):
    delivery = office.fetch(tmp_path)

    assert delivery.data[0].name == "registration.companies.parquet"
    assert rows(delivery)[1] == {
        "company_id": "1",
        "name": " 甲公司 ",
        "capital": "0.10",
        "founded": "1999-12-31",
        "active": "false",
        "code": "000123",
        "note": "",
        "updated_at": "2026-01-31 09:30:00.25",
    }
    assert rows(delivery)[0]["note"] is None


def test_count_and_latest_change_are_declared(office: Office, tmp_path: Path):
    delivery = office.fetch(tmp_path)

    assert (delivery.declared.rows, delivery.whole) == (2, True)
    assert delivery.watermark == "2026-01-31 09:30:00.25"


def test_a_moment_with_a_zone_is_printed_in_the_bureau_s(office: Office, tmp_path: Path):
    office.owner.execute(
        "set timezone = 'UTC'; alter table registration.companies "
        "alter updated_at type timestamptz using updated_at at time zone 'UTC'"
    )

    assert office.fetch(tmp_path).watermark == "2026-01-31 17:30:00.25+08"


def test_changes_are_asked_for_from_an_hour_before_the_watermark(office: Office, tmp_path: Path):
    office.write(3, "2026-01-31 08:29:00")
    office.write(4, "2026-01-31 08:31:00")
    office.write(5, "2026-01-31 10:00:00")

    delivery = office.fetch(tmp_path, "2026-01-31 09:30:00.25")

    assert ids(delivery) == ["4", "1", "5"]
    assert (delivery.whole, delivery.declared.rows, delivery.repeated) == (False, 3, 2)
    assert delivery.watermark == "2026-01-31 10:00:00"


def test_a_row_stamped_before_the_watermark_and_committed_after_it_is_not_lost(
    office: Office, tmp_path: Path
):
    office.owner.execute("begin")
    office.write(3, "2026-01-31 09:29:00")
    first = office.fetch(tmp_path)
    before = ids(first)
    office.owner.execute("commit")

    assert before == ["2", "1"]
    assert ids(office.fetch(tmp_path, first.watermark)) == ["3", "1"]


def test_without_any_change_none_come_and_the_watermark_stays(office: Office, tmp_path: Path):
    delivery = office.fetch(tmp_path, "2026-01-31 12:00:00")

    assert (rows(delivery), delivery.declared.rows) == ([], 0)
    assert delivery.watermark == "2026-01-31 12:00:00"


def test_a_stamp_from_the_future_is_delivered_and_is_no_watermark(office: Office, tmp_path: Path):
    office.write(3, "2206-01-31 08:00:00")

    delivery = office.fetch(tmp_path)

    assert "3" in ids(delivery)
    assert delivery.watermark == "2026-01-31 09:30:00.25"


def test_a_day_is_asked_for_again_where_changes_are_told_by_the_day(office: Office, tmp_path: Path):
    office.owner.execute("alter table registration.companies alter updated_at type date")

    delivery = office.fetch(tmp_path, "2026-01-31")

    assert sorted(ids(delivery)) == ["1", "2"]
    assert delivery.watermark == "2026-01-31"


def test_a_column_of_words_that_should_tell_changes_is_a_fault(office: Office, tmp_path: Path):
    office.owner.execute(
        "alter table registration.companies alter updated_at type text using '昨天'"
    )

    fault = office.fetch(tmp_path).fault

    assert fault is not None
    assert fault.facts["rule"] == "watermark"
    assert "updated_at is '昨天'" in fault.message


def test_a_snapshot_has_no_watermark(office: Office, tmp_path: Path):
    delivery = office.fetch(tmp_path, feed=feed(TABLE, NAMES, mode="snapshot"))

    assert (ids(delivery), delivery.watermark, delivery.whole) == (["1", "2"], None, True)


def test_what_nobody_agreed_on_is_not_read_where_it_is_ignored(office: Office, tmp_path: Path):
    agreed = feed(TABLE, ("company_id", "name"), mode="snapshot", unknown_columns="ignore")

    assert set(rows(office.fetch(tmp_path, feed=agreed))[0]) == {"company_id", "name"}


def test_the_same_rows_have_the_same_fingerprint_in_whatever_order_they_lie(
    office: Office, tmp_path: Path
):
    first = office.fetch(tmp_path).fingerprint
    office.owner.execute("update registration.companies set note = note where company_id = 2")

    assert office.fetch(tmp_path).fingerprint == first
    office.owner.execute("update registration.companies set name = '丙公司' where company_id = 2")
    assert office.fetch(tmp_path).fingerprint != first


def test_rows_written_while_it_is_read_belong_to_the_next_reading(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    copied = sql_database._copied

    def written_meanwhile(*words: Any) -> str:
        office.write(3, "2026-01-31 23:00:00")
        return copied(*words)

    monkeypatch.setattr(sql_database, "_copied", written_meanwhile)

    delivery = office.fetch(tmp_path)

    assert (len(rows(delivery)), delivery.declared.rows) == (2, 2)


def test_more_rows_than_fit_at_once_all_arrive(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(text_table, "AT_ONCE", 100)
    office.owner.execute(
        "insert into registration.companies (company_id, updated_at) "
        "select n, '2026-01-01' from generate_series(10, 1009) n"
    )

    assert len(rows(office.fetch(tmp_path))) == 1002


def test_it_cannot_write_over_there(office: Office):
    from onesource.sources import database

    with (
        pytest.raises(Unreachable, match="read-only transaction"),
        database.session(office.door) as session,
    ):
        session.connection.exec_driver_sql("delete from registration.companies")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"password": "wrong"}, "password authentication failed.*connection registry"),
        ({"login": "nobody"}, "refuses user nobody"),
        ({"schema": "elsewhere"}, 'database "elsewhere" does not exist'),
        ({"kind": "oracle"}, "is of kind oracle; make it postgres or mysql"),
    ],
)
def test_what_is_wrong_with_the_account_is_refused(
    office: Office, tmp_path: Path, change: dict[str, str], told: str
):
    office.door = replace(office.door, **change)

    with pytest.raises(Refused, match=told) as refused:
        office.fetch(tmp_path)
    assert "wrong" not in refused.value.message


def test_a_table_that_is_not_there_is_refused_by_its_name(office: Office, tmp_path: Path):
    nowhere = feed({**TABLE, "table": "registration.firms"}, NAMES)

    with pytest.raises(Refused, match=r"registry has no table registration\.firms"):
        office.fetch(tmp_path, feed=nowhere)


def test_a_table_that_is_not_ours_to_read_is_refused(
    office: Office, server: EmbeddedPostgres, tmp_path: Path
):
    guest = urlsplit(server.url("airflow", "airflow"))
    office.owner.execute("grant usage on schema registration to airflow")
    office.door = replace(office.door, login="airflow", password=guest.password or "")

    with pytest.raises(Refused, match="permission denied for table companies.*ask the database's"):
        office.fetch(tmp_path)


def test_a_missing_column_of_changes_is_refused(office: Office, tmp_path: Path):
    office.owner.execute("alter table registration.companies drop updated_at")

    with pytest.raises(Refused, match=r"has no column updated_at.*changed_by in feeds/"):
        office.fetch(tmp_path)


def test_where_nobody_listens_it_is_unreachable(office: Office, tmp_path: Path):
    office.door = replace(office.door, port=1)

    with pytest.raises(Unreachable, match="registry did not answer"):
        office.fetch(tmp_path)


def test_a_connection_cut_in_the_middle_is_unreachable(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    told = sql_database._told
    kill = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"

    def cut(*words: Any) -> Any:
        answer = told(*words)
        office.owner.execute(f"{kill} and datname = current_database()")
        return answer

    monkeypatch.setattr(sql_database, "_told", cut)

    with pytest.raises(Unreachable, match="registry did not answer"):
        office.fetch(tmp_path)


def test_a_locked_table_is_waited_for(office: Office, tmp_path: Path):
    with psycopg.connect(office.owner.info.dsn, password=office.door.password) as other:
        other.execute("lock table registration.companies")
        release = threading.Timer(0.3, other.rollback)
        release.start()

        assert len(ids(office.fetch(tmp_path))) == 2
        release.join()


def test_a_sample_is_a_csv_of_the_table(tmp_path: Path):
    file = tmp_path / "companies.csv"
    file.write_text("company_id,name\r\n1,甲公司\r\n2,\r\n", encoding="utf-8-sig")
    (tmp_path / "folder").mkdir()

    delivery = sample(FEED, file, tmp_path / "folder")

    assert rows(delivery) == [
        {"company_id": "1", "name": "甲公司"},
        {"company_id": "2", "name": None},
    ]
