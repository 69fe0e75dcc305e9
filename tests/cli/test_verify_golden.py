"""The proof's other half: the golden values, the accounting, and what a build may cost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from cli.proof import Proof

from onesource.catalog import Catalog
from onesource.mastering import tables


@pytest.fixture
def person(proof: Proof) -> Callable[..., None]:
    """Puts a golden person with that name into the library."""
    library = Catalog.load().library("population")
    tables.ensure(proof.base, library)

    def put(name: str | None) -> None:
        with proof.base.transaction() as connection:
            connection.execute(
                sa.text(
                    "insert into registry.build (build_id, library, inputs, rules, folder, as_of, "
                    "status, golden, disagreements, built_at) values ('b', 'population', 'i', 'r', "
                    "'f', '2026-03-30', 'published', 1, 0, '2026-03-30T08:00:00+08:00')"
                )
            )
            connection.execute(
                sa.text(
                    "insert into population.person (entity_id, entity_key, build_id, valid_from, "
                    "name, death_date) values (gen_random_uuid(), 'k', 'b', '2026-03-30', :name, "
                    "'2026-03-01')"
                ),
                {"name": name},
            )

    return put


def true(city: Path, **values: str | None) -> None:
    rows = [{"entity_key": "k", "element": name, "value": text} for name, text in values.items()]
    schema = pa.schema([(name, pa.string()) for name in ("entity_key", "element", "value")])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), city / "golden_person.parquet")


def test_golden_values_are_compared_as_texts_and_a_missing_one_too(proof: Proof, person):
    person("甲")
    true(proof.city, name="甲", death_date="2026-03-01", phone=None)

    assert proof.told()[0] == 0


@pytest.mark.parametrize("name", ["乙", None])
def test_a_wrong_golden_value_is_named(proof: Proof, person, name):
    person(name)
    true(proof.city, name="甲")

    done = proof.verify()

    assert done.returncode == 1
    assert f"population.person · k · name · 甲 · {name or '-'}" in done.stdout


def test_an_entity_that_is_not_there_has_no_right_value(proof: Proof, person):
    true(proof.city, name="甲")

    assert proof.verify().returncode == 1


def test_a_batch_that_nobody_settled_fails_the_proof(proof: Proof):
    with proof.base.transaction() as connection:
        connection.execute(
            sa.text(
                "insert into registry.batch (batch_id, provider, feed, interval_at, content_hash, "
                "as_of, folder, status, landed_at) values ('b1', 'health', 'births', "
                "'2026-03-30', 'h', '2026-03-30', 'f', 'landed', '2026-03-30')"
            )
        )

    done = proof.verify()

    assert done.returncode == 1
    assert "health/births · b1 · landed" in done.stdout


@pytest.mark.parametrize(("written", "code"), [(11, 0), (12, 1)])
def test_a_later_day_may_write_a_tenth_more_than_changed(proof: Proof, written: int, code: int):
    with proof.base.transaction() as connection:
        connection.execute(
            sa.text(
                "insert into registry.build (build_id, library, inputs, rules, folder, as_of, "
                "status, golden, disagreements, built_at, changed, mastered, written) values "
                "('b', 'population', 'i', 'r', 'f', '2026-03-31', 'published', 99, 0, "
                "'2026-03-31T08:00:00+08:00', 10, 10, :written)"
            ),
            {"written": written},
        )

    assert proof.verify().returncode == code
