"""Division keys (GB/T 2260, GB/T 10114) against a second implementation, over both whole registers."""

from __future__ import annotations

import itertools
import re

import pytest
from standards.conftest import Ask

from demo import civil_affairs, statistics
from demo.divisions import packed

LENGTHS = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}
LEVELS = {"1": "province", "2": "city", "3": "county", "4": "township"}
REGISTERS = {"civil affairs": civil_affairs.PACKED, "statistics": statistics.PACKED}
CODES = [
    *("110101001000", "110101001001", "110101001", "110101", "1101", "11", "1", "", "110100000000"),
    *(
        "110000000000",
        "000000000000",
        "000101001000",
        "11010100100",
        "1101010010000",
        "11010100100X",
    ),
    *(
        "１１０１０１００１０００",
        " 110101001000",
        "110101001000 ",
        "110101001000\n",
        "-10101001000",
    ),
    *(
        "1.10101E+11",
        "110101001000.0",
        "1101 0100 1000",
        "٣٣٠١٠١٠٠١٠٠٠",
        "110101001ooo",
        "一一",
        "100000000000",
    ),
]


def key(code: str | None, level: str | None) -> str | None:
    """The key by the standard's words: the segments down to the level, nothing below it."""
    length = LENGTHS.get(level or "")
    if code is None or length is None or not re.fullmatch("[0-9]+", code, re.ASCII):
        return None
    head, tail = code[:length], code[length:]
    whole = len(code) == length or (len(code) == 12 and set(tail) == {"0"})
    return head if whole and is_key(head) else None


def is_key(text: str) -> bool:
    """Digits of one level's length; neither a province nor a city is numbered zero.

    A county may stand for the whole of its city (441900), a township for its county (350527000).
    """
    if not re.fullmatch("[0-9]+", text, re.ASCII) or len(text) not in LENGTHS.values():
        return False
    return not text.startswith("00") and not (len(text) == 4 and text.endswith("00"))


@pytest.mark.parametrize("register", REGISTERS)
def test_every_real_code_has_the_key_a_second_implementation_gives(ask: Ask, register: str):
    rows = packed(REGISTERS[register])
    given = [(row.code, LEVELS[row.level]) for row in rows]

    keys = ask("division_key(a, b)", given)

    assert keys == [key(*one) for one in given]
    assert None not in keys
    assert len(set(keys)) == len(rows)
    assert all(ask("is_division_key(a)", [(one,) for one in keys]))


def test_there_are_86_666_real_codes():
    assert sum(len(packed(name)) for name in REGISTERS.values()) == 86_666


HOSTILE = [
    (code, level)
    for code, level in [
        *itertools.product([*CODES, None], [*LENGTHS, "street", "", None]),
        *(("0" * length, level) for level, length in LENGTHS.items() if length < 12),
    ]
]


@pytest.mark.parametrize(("code", "level"), HOSTILE)
def test_a_code_that_does_not_fit_its_level_has_no_key(ask: Ask, code: str, level: str):
    assert ask("division_key(a, b)", [(code, level)]) == [key(code, level)]


def test_what_is_given_as_a_key_passes_for_one(ask: Ask):
    given = [*itertools.product([*CODES, "0" * 2, "0" * 6], LENGTHS)]
    keys = [(one,) for one in ask("division_key(a, b)", given) if one]

    assert len(keys) > 5
    assert all(ask("is_division_key(a)", keys))


def test_a_key_is_told_from_what_is_none(ask: Ask):
    texts = [(text,) for text in [*CODES, "1101010", "11010100", "1101010010", "00", "0011", "99"]]

    assert ask("is_division_key(a)", texts) == [is_key(text) for (text,) in texts]


def test_a_level_has_its_length_and_no_other(ask: Ask):
    levels = [*LENGTHS, "Province", "", None]

    found = ask("division_length(a)", [(level,) for level in levels])

    assert found == [LENGTHS.get(level or "") for level in levels]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        *(("980000000000", "98"), ("980100", "9801"), ("980101000", "980101"), ("98010100", None)),
        *(("980101001000", "980101001"), ("980101001002", "980101001002"), (None, None)),
    ],
)
def test_a_code_without_its_level_is_cut_where_its_zeros_begin(ask: Ask, code: str, found: str):
    assert ask("division_of(a)", [(code,)]) == [found]
