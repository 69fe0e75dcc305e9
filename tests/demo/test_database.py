"""The departments' databases as their reader meets them."""

from __future__ import annotations

import psycopg
import pytest

from .conftest import Served

PERSONS = "select person_id, name, deleted, updated_at::text from household.persons order by 1"


def test_the_first_day_stands_as_it_was_made(served: Served):
    assert served.rows("public_security", PERSONS) == [
        ("P1", "甲", "0", "2026-03-30 08:00:00"),
        ("P2", "乙,\"'", "0", "2026-03-30 08:00:00"),
    ]


def test_a_day_s_changes_move_the_moment_of_the_rows_they_touch_alone(served: Served):
    served.day(3)

    assert served.rows("public_security", PERSONS) == [
        ("P1", "甲甲", "0", "2026-03-31 09:00:00"),
        ("P2", "乙,\"'", "1", "2026-04-01 10:00:00"),
        ("P3", "丙", "0", "2026-03-31 09:00:00"),
    ]


def test_an_empty_text_and_a_missing_one_stay_apart(served: Served):
    companies = "select name, capital from registration.companies"

    assert served.rows("market_regulation", companies) == [("", None)]


@pytest.mark.parametrize(
    "statement", ["delete from household.persons", "create table household.mine (a int)"]
)
def test_the_reader_may_only_read(served: Served, statement: str):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        served.rows("public_security", statement)


def test_an_older_change_of_the_same_day_does_not_win(served: Served, plan):
    from . import made

    rows = [
        made.person(9, "后", "2026-03-31 12:00:00"),
        made.person(9, "前", "2026-03-31 07:00:00"),
    ]
    path = plan / "day_2" / "public_security" / "persons.parquet"
    before = path.read_bytes()
    made.write(plan, 2, "public_security", "persons", rows)
    try:
        served.day(2)
    finally:
        path.write_bytes(before)

    nine = "select name from household.persons where person_id = 'P9'"
    assert served.rows("public_security", nine) == [("后",)]
