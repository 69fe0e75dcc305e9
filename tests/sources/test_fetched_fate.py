"""What becomes of a feed whose interface pages badly, from the first request to the verdict."""

from __future__ import annotations

from typing import Any

import pytest
from sources.conftest import ROWS, Interface, page

from onesource.landing.batch import Held
from onesource.pipeline import trial

FEED = "civil_affairs/divisions"
MANY = [
    {"code": f"11{a:02d}{b:02d}{c:03d}000", "name": f"{a}-{b}-{c}", "level": "4"}
    for a, b, c in ((i // 900 + 1, i // 90 % 10 + 1, i % 90 + 1) for i in range(4100))
]


def served(number: int, **changes: Any):
    return page(number, 2000, MANY, **changes)


def test_a_whole_list_is_let_in(interface: Interface):
    interface.answer = lambda number, _: served(number)

    verdict = trial.feed(FEED, None, 0, lambda _: interface.connection()).verdict

    assert (verdict.received, verdict.accepted, verdict.quarantined) == (4100, 4100, 0)


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (lambda number, _: served(min(number, 2), total=6000), "page_repeated"),
        (lambda number, _: served(number, total=4101), "row_count"),
        (lambda number, _: served(number, total=1999), "row_count"),
        (lambda number, _: page(number, rows=[{**r, "x": 1} for r in ROWS]), "unknown_column"),
    ],
    ids=["a page repeated", "a total too high", "a total too low", "a field nobody agreed on"],
)
def test_a_list_that_is_not_as_agreed_is_held(interface: Interface, answer: Any, rule: str):
    interface.answer = answer

    with pytest.raises(Held) as held:
        trial.feed(FEED, None, 0, lambda _: interface.connection())

    assert (held.value.kind, held.value.facts["rule"]) == ("contract", rule)
