"""The departments' databases on our server: each has an owner who may write and a reader who may not."""

import json

import psycopg
import pytest

from onesource.runtime import State
from onesource.runtime.departments import DEPARTMENTS, provision_departments


@pytest.fixture
def told(server, scratch_state) -> dict[str, dict[str, str]]:
    state = State(scratch_state)
    provision_departments(state)
    return json.loads((state.demo / "databases.json").read_text())


def test_an_owner_writes_what_the_reader_then_may_be_shown(told):
    for department in DEPARTMENTS:
        with psycopg.connect(told[department]["owner"]) as owner:
            owner.execute("create schema if not exists mine")
            owner.execute("create table mine.shown as select 1 as one")
            owner.execute(f"grant usage on schema mine to demo_{department}_reader")
            owner.execute(f"grant select on mine.shown to demo_{department}_reader")
        with psycopg.connect(told[department]["reader"]) as reader:
            assert reader.execute("select one from mine.shown").fetchall() == [(1,)]
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute("insert into mine.shown values (2)")


def test_nobody_enters_what_is_not_theirs(told):
    for base in ("onesource", "airflow", "demo_market_regulation"):
        elsewhere = told["public_security"]["owner"].rpartition("/")[0] + f"/{base}"
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(elsewhere)


def test_asked_again_nothing_changes(told, scratch_state):
    state = State(scratch_state)
    provision_departments(state)

    assert json.loads((state.demo / "databases.json").read_text()) == told


def test_only_the_owner_of_the_folder_reads_the_passwords(told, scratch_state):
    assert (State(scratch_state).demo / "databases.json").stat().st_mode & 0o777 == 0o600
