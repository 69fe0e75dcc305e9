"""The base database: what is written gets there whole, once, and in turn."""

from __future__ import annotations

import threading

import pyarrow as pa
import pytest
import sqlalchemy as sa

from onesource.errors import Refused, Unreachable
from onesource.store.base import Base

TWO = pa.table({"key": ["a", "b"], "value": [1, 2]})


def test_staging_twice_leaves_one_copy(base: Base):
    for rows in (TWO.slice(0, 1), TWO):
        base.stage("taken", rows)

    assert base.arrow("select * from staging.taken order by key").equals(TWO)


def test_a_staging_table_goes_with_the_transaction_that_used_it(base: Base):
    base.stage("taken", TWO)

    with base.transaction() as connection:
        base.unstage(connection, "taken")
        connection.rollback()
    assert len(base.rows("select * from staging.taken")) == 2

    with base.transaction() as connection:
        base.unstage(connection, "taken")
    assert base.rows("select to_regclass('staging.taken') as there") == [{"there": None}]


def test_a_staging_table_cannot_be_named_by_sql(base: Base):
    with pytest.raises(Refused, match="staging table: 'a\"; drop'"):
        base.stage('a"; drop', TWO)


def test_a_transaction_that_fails_leaves_nothing(base: Base):
    def half() -> None:
        with base.transaction() as connection:
            connection.execute(sa.text("create table staging.half (i int)"))
            connection.execute(sa.text("select 1 / 0"))

    with pytest.raises(sa.exc.DBAPIError, match="division by zero"):
        half()

    assert base.rows("select to_regclass('staging.half') as there") == [{"there": None}]


def test_one_name_is_one_turn(base: Base):
    order: list[str] = []

    def second() -> None:
        with base.transaction(lock="library geospatial"):
            order.append("second")

    with base.transaction(lock="library geospatial"):
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(0.3)
        order.append("first")
    waiting.join(10)

    assert order == ["first", "second"]


def test_a_database_that_is_away_is_unreachable():
    away = Base.at("postgresql://nobody:secret@127.0.0.1:1/none")

    with pytest.raises(Unreachable, match="base database does not answer") as told:
        away.rows("select 1")

    assert "secret" not in told.value.message


def test_a_database_that_is_away_is_unreachable_for_bulk_copies_too():
    away = Base.at("postgresql://nobody:secret@127.0.0.1:1/none")

    with pytest.raises(Unreachable) as told:
        away.stage("taken", TWO)

    assert "secret" not in told.value.message


def test_every_row_of_an_accepted_batch_is_accounted_for_by_the_database(base: Base):
    write = sa.text(
        "insert into registry.batch values ('b', 'p', 'f', now(), 'h', now(), 'x', 'accepted',"
        " 5, :accepted, 1, 1, 'r', null, null, now(), now())"
    )
    for accepted in (2, None):
        with (
            pytest.raises(sa.exc.IntegrityError, match="every_row_is_accounted_for"),
            base.transaction() as connection,
        ):
            connection.execute(write, {"accepted": accepted})

    with base.transaction() as connection:
        connection.execute(write, {"accepted": 3})
    assert base.rows("select received from registry.batch") == [{"received": 5}]


def test_a_held_batch_says_why_by_the_database(base: Base):
    with (
        pytest.raises(sa.exc.IntegrityError, match="a_held_batch_says_why"),
        base.transaction() as connection,
    ):
        connection.execute(
            sa.text(
                "insert into registry.batch (batch_id, provider, feed, interval_at, content_hash,"
                " as_of, folder, status, landed_at)"
                " values ('b', 'p', 'f', now(), 'h', now(), 'x', 'held', now())"
            )
        )
