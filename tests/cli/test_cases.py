"""The bureau's commands: cases are listed, shown with their logs, decided and given to others."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from cli.conftest import Run
from discrepancy.staged import ELSEWHERE, finding, settle

from onesource.catalog import Catalog
from onesource.discrepancy import actions, raising
from onesource.discrepancy.actions import Given
from onesource.discrepancy.raising import Office
from onesource.store.base import Base

OFFICE = Office.of(Catalog.load_deadlines())
CONFLICT = {
    "kind": "conflict",
    "library": "population",
    "entity": "person",
    "element": "name",
    "rule": "authority",
    "golden_value": "李四",
    "golden_provider": "public_security",
}


@pytest.fixture
def desk(base: Base, run: Run):
    """A case of two rows that was told, and the command line on it."""
    settle(base, finding(1, **CONFLICT), finding(2, **CONFLICT), scope=ELSEWHERE)
    with base.transaction() as connection:
        [raised] = raising.raise_all(connection, OFFICE)
    with base.transaction() as connection:
        actions.tell(connection, OFFICE.now, [raised.case_id], "a delivery")
    url = base.engine.url.render_as_string(hide_password=False)

    def ask(*words: str):
        return run("case", *words, ONESOURCE_DB=url)

    return ask


def number(base: Base) -> str:
    [row] = base.rows("select cast(case_id as text) as id from discrepancy.case order by 1 limit 1")
    return str(row["id"])[:8].upper()


def phase(base: Base) -> list[dict[str, Any]]:
    return base.rows("select phase, owner from discrepancy.case order by respondent")


def dispute(base: Base) -> None:
    rows = base.rows("select cast(finding_id as text) as id from discrepancy.finding")
    given = [Given(row["id"], "disputed", "以身份证为准") for row in rows]
    with base.transaction() as connection:
        actions.answer(connection, OFFICE.now, "taxation", given, "a file")


def test_cases_are_listed_for_whom_they_concern(desk, base: Base):
    [case] = json.loads(desk("list", "--format", "json", "--provider", "taxation").stdout)

    assert (case["case"], case["phase"], case["rows"]) == (number(base), "asked", 2)
    assert case["about"] == "taxation/taxpayers.name"
    assert json.loads(desk("list", "--format", "json", "--provider", "health").stdout) == []


def test_a_case_is_shown_with_its_log_and_what_is_open_to_whom(desk, base: Base):
    shown = desk("show", number(base))

    assert shown.returncode == 0
    assert "asked, 2 rows (2 unanswered), due " in shown.stdout
    assert "taxation owes the next step; open: taxation: answer, extend" in shown.stdout
    assert [
        line["step"] for line in json.loads(desk("show", number(base), "--format", "json").stdout)
    ] == [
        "raised",
        "notified",
    ]


def test_a_log_that_comes_to_another_state_is_told(desk, base: Base):
    with base.transaction() as connection:
        connection.execute(
            sa.text("update discrepancy.case set state = jsonb_set(state, '{rung}', '3')")
        )

    told = desk("show", number(base))
    assert (told.returncode, "another state" in told.stderr) == (1, True)


def test_the_bureau_decides_what_is_disputed(desk, base: Base):
    dispute(base)
    refused = desk("decide", number(base), "--mends", "taxation", "--reason", "以登记为准")
    assert refused.returncode == 2
    assert "decide is not open to bureau; open now:" in refused.stderr

    assert desk("refer", number(base), "--reason", "无法一致").returncode == 0
    nobody = desk("decide", number(base), "--mends", "health", "--reason", "以登记为准")
    assert (nobody.returncode, "no side of this case" in nobody.stderr) == (2, True)
    decided = desk("decide", number(base), "--mends", "taxation", "--reason", "以登记为准")
    assert "rechecking, 2 rows" in decided.stdout
    assert phase(base) == [{"phase": "rechecking", "owner": "taxation"}]


def test_the_bureau_gives_a_case_to_another_provider(desk, base: Base):
    wrong = desk("transfer", number(base), "--to", "nobody", "--reason", "非其职责")
    assert (wrong.returncode, "no provider" in wrong.stderr) == (2, True)

    assert (
        desk("transfer", number(base), "--to", "statistics", "--reason", "统计部门采集").returncode
        == 0
    )
    with base.transaction() as connection:
        raising.raise_all(connection, OFFICE)
    assert phase(base) == [
        {"phase": "raised", "owner": "bureau"},
        {"phase": "closed", "owner": None},
    ]


@pytest.mark.parametrize("asked", ["FFFFFFFF", "12", "%", "'"])
def test_a_number_of_no_one_case_is_refused(desk, asked: str):
    done = desk("show", asked)

    assert done.returncode == 2
    assert "onesource case list" in done.stderr
