"""The open rows of a case, page by page: what was delivered beside what is in force, and both sides' words.

Keys are masked as they are for an adjudicator in Airflow: unless whose they are shares
them with all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa

from onesource.desk.cases import Line, line_of
from onesource.desk.titles import titled
from onesource.discrepancy import docket
from onesource.door.bureau import Bureau
from onesource.errors import Refused
from onesource.notice import evidence, values
from onesource.notice.evidence import Side
from onesource.notice.model import Finding, ProviderFacts
from onesource.store.sql import statement

A_PAGE = 50
FIRST = "00000000-0000-0000-0000-000000000000"
OTHER = ("other_answer", "other_explanation")


@dataclass(frozen=True)
class Row:
    """One open finding. delivered, in_force: both values; answer, other: what either side said, and why."""

    number: str
    key: str | None
    received_on: date | None
    row_number: int | None
    delivered: str | None
    in_force: str | None
    problem: str | None
    answer: tuple[str | None, str | None]
    other: tuple[str | None, str | None]


@dataclass(frozen=True)
class Shown:
    """A page of a case's rows. titles: of provider and authority; sides: what is estimated of
    either, on the first page.

    following: after which row the next page begins, none on the last.
    """

    line: Line
    provider: str
    authority: str
    other: str
    sides: Sequence[Side]
    rows: Sequence[Row]
    is_first: bool
    following: str | None


def shown(bureau: Bureau, case_id: str, after: str) -> Shown | None:
    """The rows of a case that follow `after`, a finding's id; None where there is no such case."""
    with bureau.base.transaction() as connection:
        try:
            course = docket.find(connection, case_id)
        except Refused:
            return None
        cause = course.case.cause
        window = {"after": after, "most": A_PAGE + 1, "counterparty": cause.counterparty}
        found = _rows(connection, "desk/case_rows", case_id=case_id, **window)
        of_case = {"case_id": case_id}
        sides = _rows(connection, "discrepancy/sides", **of_case) if after == FIRST else []
    called, facts = partial(titled, bureau.catalog()), bureau.facts(cause.respondent)
    if facts is None:  # its provider is declared no longer: by what it was told nobody knows
        return None
    page = found[:A_PAGE]
    owners = dict.fromkeys(row["golden_provider"] for row in page if row["golden_provider"])
    return Shown(
        line=line_of(course, bureau),
        provider=called(cause.provider),
        authority="、".join(map(called, owners)),
        other=called(cause.counterparty or ""),
        sides=[Side(**side | {"provider": called(side["provider"])}) for side in sides],
        rows=[_row(row, facts) for row in page],
        is_first=after == FIRST,
        following=page[-1]["finding_id"] if len(found) > A_PAGE else None,
    )


def _row(row: Mapping[str, Any], facts: ProviderFacts) -> Row:
    one = Finding(**{name: value for name, value in row.items() if name not in OTHER})
    return Row(
        number=one.number,
        key=evidence.key(one, facts),
        received_on=one.received_on,
        row_number=one.row_number,
        delivered=evidence.value(one.provider_value, one, facts),
        in_force=evidence.value(one.golden_value, one, facts),
        problem=values.message(one, facts),
        answer=(one.answer, one.explanation),
        other=(row["other_answer"], row["other_explanation"]),
    )


def _rows(connection: sa.Connection, name: str, **told: object) -> list[dict[str, Any]]:
    answer = connection.execute(sa.text(statement(f"base/{name}")), told)
    return [dict(row) for row in answer.mappings()]
