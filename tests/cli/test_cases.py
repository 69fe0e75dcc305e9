"""The bureau's commands: cases are listed, shown with their logs, decided and given to others."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from cli.conftest import Run
from discrepancy.staged import CONFLICT, ELSEWHERE, finding, settle

from onesource.catalog import Catalog
from onesource.discrepancy import actions, raising
from onesource.discrepancy.actions import Given
from onesource.discrepancy.raising import Office
from onesource.store.base import Base

OFFICE = Office.of(Catalog.load_deadlines())


@pytest.fixture
def desk(base: Base, run: Run):
    """A case of two rows that was told, and the command line on it."""
    ids = ("1" * 32, "2" * 32)
    settle(
        base, *(finding(n, finding_id=i, **CONFLICT) for n, i in enumerate(ids)), scope=ELSEWHERE
    )
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
    why = ("--reason", "以登记为准", "--by", "王某")
    decided = desk("decide", number(base), "--mends", "taxation", *why)
    assert "rechecking, 2 rows" in decided.stdout
    last = json.loads(desk("show", number(base), "--format", "json").stdout)[-1]
    assert (last["step"], "adjudicator 王某" in last["facts"]) == ("decided", True)
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


def refer(desk, base: Base) -> None:
    dispute(base)
    desk("refer", number(base), "--reason", "各执一词")


def test_rows_are_ruled_on_by_their_numbers(desk, base: Base, run: Run):
    refer(desk, base)
    first, second = json.loads(desk("rows", number(base), "--format", "json").stdout)
    assert (first["provider"], first["golden_value"], first["answer"]) == (
        "taxation",
        "李四",
        "disputed",
    )

    done = desk(
        "rule", number(base), f"{first['row']}=王五", "--reason", "经查验", "--until", "2099-12-31"
    )

    assert done.returncode == 0, done.stderr
    assert "adjudicating, 2 rows" in done.stdout
    url = base.engine.url.render_as_string(hide_password=False)
    [held] = json.loads(run("ruling", "list", "--format", "json", ONESOURCE_DB=url).stdout)
    assert (held["value"], held["instead_of"], held["until"]) == ("王五", "李四", "2099-12-31")
    assert held["case"] == number(base)

    desk("rule", number(base), f"{second['row']}=王五", "--reason", "经查验")
    assert phase(base) == [{"phase": "rechecking", "owner": "bureau"}]

    ended = run("ruling", "end", held["ruling"], ONESOURCE_DB=url)
    assert ended.returncode == 0
    assert len(json.loads(run("ruling", "list", "--format", "json", ONESOURCE_DB=url).stdout)) == 1
    assert run("ruling", "end", held["ruling"], ONESOURCE_DB=url).returncode == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("1=王五", "--reason", "经查验"), "no number of a row"),
        (("ffffffffffffffff=王五", "--reason", "经查验"), "not among the open rows"),
        (("0000000000000000=王五", "--reason", "经查验", "--until", "2099-31-12"), "is no day"),
    ],
)
def test_what_cannot_be_ruled_is_refused(desk, base: Base, words: tuple[str, ...], said: str):
    refer(desk, base)

    done = desk("rule", number(base), *words)

    assert (done.returncode, said in done.stderr) == (2, True)


ESTIMATE = (
    "insert into discrepancy.estimate (finding_id, library, authority_wrong, provider_right, proposed,"
    " proposed_probability, backer, backers, says_so) select finding_id, 'population', :wrong, 0.9, '张三',"
    " 0.9, 'taxation', 2, true from discrepancy.finding where element = :element"
)


def test_of_cases_as_urgent_the_one_whose_authority_is_likeliest_wrong_comes_first(
    desk, base: Base
):
    rows = [finding(n, **CONFLICT) for n in (1, 2)]
    rows += [finding(n, **(CONFLICT | {"element": f"e{n}"})) for n in (3, 4, 5)]
    settle(base, *rows, scope=ELSEWHERE)
    with base.transaction() as connection:
        raising.raise_all(connection, OFFICE)
        for element, wrong in (("name", 0.99), ("e3", 0.2), ("e5", 0.6)):
            told = {"element": element, "wrong": wrong}
            connection.execute(sa.text(ESTIMATE), told)

    listed = json.loads(desk("list", "--format", "json").stdout)

    told = [(row["about"].partition(".")[2], row["doubt_percent"]) for row in listed]
    assert told == [("name", 99), ("e5", 60), ("e3", 20), ("e4", None)]  # the first has a due day


def test_a_case_is_shown_with_what_is_estimated_of_either_side(desk, base: Base):
    with base.transaction() as connection:
        connection.execute(sa.text(ESTIMATE), {"element": "name", "wrong": 0.93})
        connection.execute(
            sa.text(
                "insert into discrepancy.reliability values ('population', 'person', 'name',"
                " 'public_security', 'taxation', 0.97, 0.95, 0.98, 1200, 'health')"
            )
        )

    shown = desk("show", number(base)).stdout.replace("\n", " ")

    assert "public_security (authority) is right with 7% on the average of 2 rows" in shown
    assert "taxation (provider) is right with 90%" in shown
    assert "reliability 0.970 (0.950 to 0.980, 1,200 claims), copies health" in shown
    assert "张三" in shown
