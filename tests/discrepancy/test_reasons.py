"""Why a delivery was held, said in its provider's words whatever the rule."""

from __future__ import annotations

import re

import pytest
from house.reading import modules

from onesource.discrepancy import reasons

FOUND = {
    rule
    for file in modules("include/onesource/sources", "include/onesource/landing")
    for rule in re.findall(r'rule="(\w+)"', file.read_text(encoding="utf-8"))
}


def test_every_rule_a_delivery_is_held_for_has_words():
    assert {"crs", "encoding", "volume"} <= FOUND
    assert FOUND - set(reasons.WORDS) == set()


def test_no_words_are_kept_for_a_rule_nobody_knows():
    assert (set(reasons.WORDS) | set(reasons.RULE_REMEDIES)) - FOUND == set()


@pytest.mark.parametrize("rule", sorted(FOUND))
def test_what_to_do_is_said_with_every_rule(rule: str):
    kind = "volume" if rule in ("volume", "too_many_changes") else "contract"

    assert reasons.remedy(kind, rule).startswith("请")


def test_facts_are_filled_in_and_an_unknown_one_is_a_question():
    told = reasons.message("line_length", {"file": "a.txt", "row": 3, "found": 41})

    assert told == "a.txt 第 3 行长 41 字节，约定为 ？ 字节"


def test_a_rule_without_words_is_told_by_its_name():
    assert "expect_table_row_count" in reasons.message("expect_table_row_count", {})
