"""Tells expectations that judge each row by itself from those that look at rows side by side.

Where all but a few rows were judged before, only these few have to be judged by the former.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from great_expectations.expectations.expectation import Expectation

from onesource.quality import expectations as ours

OF_A_ROW = frozenset(
    {
        "expect_column_pair_values_a_to_be_greater_than_b",
        "expect_column_pair_values_to_be_equal",
        "expect_column_pair_values_to_be_in_set",
        "expect_column_value_lengths_to_be_between",
        "expect_column_value_lengths_to_equal",
        "expect_column_values_to_be_between",
        "expect_column_values_to_be_in_set",
        "expect_column_values_to_be_null",
        "expect_column_values_to_match_like_pattern",
        "expect_column_values_to_match_regex",
        "expect_column_values_to_match_regex_list",
        "expect_column_values_to_not_be_in_set",
        "expect_column_values_to_not_be_null",
        "expect_column_values_to_not_match_like_pattern",
        "expect_column_values_to_not_match_regex",
        "expect_column_values_to_not_match_regex_list",
        "expect_select_column_values_to_be_unique_within_record",
    }
)
OURS = tuple(one for one in vars(ours).values() if hasattr(one, "map_metric"))
A_ROW = re.compile(r"\s*select\s+row_number\s+from\s+\{batch\}\s+where\b(?P<condition>.*)", re.S)
MORE_ROWS = re.compile(
    r"\b(select|over|group|having|qualify|limit|union)\b|\(\s*from\b|\{batch\}", re.I
)
A_DAY = re.compile(r"\b(bureau_day|current_date|today|now)\b", re.I)
TOO_EARLY = re.compile(r">\s*bureau_day\(\)(\s*\+\s*\d+)?\s*$", re.I)  # becomes right in time


def split(expectations: Iterable[Expectation]) -> tuple[list[Expectation], list[Expectation]]:
    """The expectations about each row by itself, and all others."""
    told = [(one, is_about_a_row(one)) for one in expectations]
    return [one for one, alone in told if alone], [one for one, alone in told if not alone]


def is_about_a_row(one: Expectation) -> bool:
    """Whether no other row counts, and what is right stays right with time.

    Of a query that is so where it is but a condition, and asks of the day at most whether
    something lies after it.
    """
    if query := getattr(one, "unexpected_rows_query", None):
        told = A_ROW.fullmatch(str(query))
        return told is not None and _is_of_a_row(told["condition"])
    if getattr(one, "mostly", 1) != 1:
        return False
    return isinstance(one, OURS) or one.expectation_type in OF_A_ROW


def _is_of_a_row(condition: str) -> bool:
    if MORE_ROWS.search(condition):
        return False
    return not A_DAY.search(TOO_EARLY.sub("", condition))
