"""What an installation holds, told in a few tables."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from onesource.catalog import Catalog
from onesource.pipeline import summary
from onesource.store.base import Base

FINDINGS = """
insert into discrepancy.finding
    (finding_id, scope, kind, severity, respondent, provider, feed, element, rule, detail, status, opened_at)
select gen_random_uuid(), 'feed:health/births', 'invalid', 'critical', 'health', 'health', 'births',
       'element_' || g, 'a_rule', '{"group": "村级"}', 'open', now()
from generate_series(1, :elements) g, generate_series(1, 2)
"""


def test_a_library_that_was_never_built_is_told_as_such(base: Base):
    tables = summary.tables(Catalog.load(), base)

    assert ("geospatial.division", "-", "not built yet", None) in tables[1].rows


@pytest.mark.parametrize(
    ("elements", "told"),
    [
        (2, [("element_1", "村级", 2), ("element_2", "村级", 2)]),
        (summary.LONGEST + 1, [("all", "all", 2 * (summary.LONGEST + 1))]),
    ],
)
def test_what_was_raised_is_told_by_group_as_long_as_that_is_short(
    base: Base, elements: int, told: list[tuple[str, str, int]]
):
    with base.transaction() as connection:
        connection.execute(sa.text(FINDINGS), {"elements": elements})

    raised = summary.tables(Catalog.load(), base)[2]

    assert raised.rows == [
        ("health", "invalid", element, group, "critical", count) for element, group, count in told
    ]
