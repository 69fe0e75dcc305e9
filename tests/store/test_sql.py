"""Statements come from files; a name that was not given, or that is no name, is never let through."""

from __future__ import annotations

import jinja2
import pytest

from onesource.errors import Refused
from onesource.store import sql


def test_a_statement_is_filled_in():
    text = sql.statement("base/mastering/golden_row", schema="geospatial", table="division")

    assert "from geospatial.division where" in text


def test_a_name_that_was_not_given_is_an_error():
    with pytest.raises(jinja2.UndefinedError, match="schema"):
        sql.statement("base/mastering/golden_row", table="division")


@pytest.mark.parametrize(
    "value", ["", "1a", "A", "a-b", "a b", 'a"b', "a;b", "名称", "a\n", "a" * 64]
)
def test_what_is_no_identifier_is_refused(value: str):
    with pytest.raises(Refused, match=r"here: .* must be lower-case letters"):
        sql.identifier(value, "here")


@pytest.mark.parametrize("value", ["a", "statistics_2023", "a" * 63])
def test_an_identifier_is_let_through(value: str):
    assert sql.identifier(value, "here") == value


def test_quotes_cannot_end_a_literal_or_a_name():
    assert sql.literal("it's") == "'it''s'"
    assert sql.name('a"b') == '"a""b"'
