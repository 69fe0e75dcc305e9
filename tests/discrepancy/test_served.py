"""What consumers are served: every golden row, and which of its elements are doubted while they are."""

from __future__ import annotations

import sqlalchemy as sa
from discrepancy.staged import ELSEWHERE, settle
from discrepancy.test_docket import OFFICE, answer, conflict, on, round_of, tell

from onesource.catalog import Catalog
from onesource.discrepancy import docket, steps
from onesource.mastering import tables
from onesource.store.base import Base

ROWS = "select entity_key, under_recheck, name from population.person_served order by entity_key"


def people(base: Base, *keys: str) -> None:
    tables.ensure(base, Catalog.load().library("population"))
    with base.transaction() as connection:
        for key in keys:
            connection.execute(
                sa.text(
                    "insert into population.person (entity_id, entity_key, build_id, valid_from, name)"
                    " values (gen_random_uuid(), :key, 'b', now(), '李四')"
                ),
                {"key": key},
            )


def doubted(base: Base) -> dict[str, list[str]]:
    return {row["entity_key"]: row["under_recheck"] for row in base.rows(ROWS)}


def test_what_its_provider_disputes_is_doubted_until_it_is_settled(base: Base):
    people(base, "1", "2")
    settle(base, conflict(1), conflict(2), scope=ELSEWHERE)
    round_of(base, 1)
    tell(base, 2, "taxation")
    assert doubted(base) == {"1": [], "2": []}  # one provider's deviation alone is its own

    answer(base, 3, "disputed", 1, 2)
    assert doubted(base) == {"1": ["name"], "2": ["name"]}

    settle(base, conflict(2), scope=ELSEWHERE, day=4)
    round_of(base, 4)
    assert doubted(base) == {"1": [], "2": ["name"]}
    settle(base, scope=ELSEWHERE, day=5)
    round_of(base, 5)
    assert doubted(base) == {"1": [], "2": []}


def test_what_the_authority_has_to_mend_is_doubted_until_it_has(base: Base):
    people(base, "1")
    settle(base, conflict(1), scope=ELSEWHERE)
    round_of(base, 1)
    tell(base, 2, "taxation")
    answer(base, 3, "disputed", 1)
    [case] = base.rows("select cast(case_id as text) as id from discrepancy.case")
    with on(4), base.transaction() as connection:
        docket.take(
            connection,
            case["id"],
            lambda one: steps.agree(one, "public_security", OFFICE.now(one)),
        )
    round_of(base, 4)

    assert doubted(base) == {"1": ["name"]}


def test_what_two_say_against_the_authority_is_doubted_at_once(base: Base):
    people(base, "1")
    other = conflict(1, "health", feed="contacts", provider_value="张三")
    settle(base, conflict(1, provider_value="张三"), other, scope=ELSEWHERE)
    round_of(base, 1)

    assert doubted(base) == {"1": ["name"]}
    assert [row["name"] for row in base.rows(ROWS)] == ["李四"]  # and served as it stands
