"""How texts and dates are read, against a second implementation in Python, over hostile values."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date

import pytest
from standards.conftest import Ask

from demo import civil_affairs, statistics
from demo.divisions import packed

BLANKS = " \t\n\r\u00a0\u3000\ufeff"
OTHER_BLANKS = "\x0b\x0c\u2002\u2003\u2009\u202f"
WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
TEXTS = [
    *(
        "",
        " ",
        "　",
        "\ufeff",
        "东城区",
        " 东城区 ",
        "　东城区　",
        "\ufeff东城区",
        "东 城　区",
        "\u00a0东城区",
    ),
    *(
        "１１０１０１",
        "Ａｂｃ",
        "（已撤销）",
        "(已撤销)",
        "e\u0301",
        "é",
        "湖㳇镇",
        "𠮷野街道",
        "a'b\"c",
        "%_\\",
    ),
    *("－", "，", "．", "：", "；", "／", "＆", "null", "0", "  a  b  "),
]


def clean(value: str) -> str | None:
    return value.strip(BLANKS + OTHER_BLANKS) or None


def normal(value: str) -> str | None:
    kept = clean(value)
    if kept is None:
        return None
    narrow = "".join(WIDE.get(letter, letter) for letter in unicodedata.normalize("NFC", kept))
    return re.sub(rf"[\s{BLANKS}]+", "", narrow)


def read(value: str) -> date | None:
    text = value.strip(" ")
    for form in (
        r"(\d{4})(\d{2})(\d{2})",
        r"(\d{4})-(\d{1,2})-(\d{1,2})",
        r"(\d{4})/(\d{1,2})/(\d{1,2})",
        r"(\d{4})年(\d{1,2})月(\d{1,2})日",
    ):
        if found := re.fullmatch(form, text, re.ASCII):
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                return None
    return None


def test_texts_are_cleaned_of_their_outer_blanks(ask: Ask):
    assert ask("clean_text(a)", [(text,) for text in [*TEXTS, None]]) == [*map(clean, TEXTS), None]


def test_texts_are_compared_in_one_spelling(ask: Ask):
    assert ask("normal_text(a)", [(text,) for text in [*TEXTS, None]]) == [
        *map(normal, TEXTS),
        None,
    ]


def test_every_real_name_is_compared_as_a_second_implementation_spells_it(ask: Ask):
    rows = packed(civil_affairs.PACKED) + packed(statistics.PACKED)
    names = sorted({row.name for row in rows})

    assert ask("normal_text(a)", [(name,) for name in names]) == [*map(normal, names)]
    assert len(names) > 20_000


def test_every_full_width_letter_is_made_narrow(ask: Ask):
    wide = [(letter,) for letter in WIDE]

    assert ask("normal_text(a)", wide) == [normal(letter) for (letter,) in wide]


@pytest.mark.parametrize("blank", [*OTHER_BLANKS.replace("\x0c", ""), "\u00a0"])
def test_every_blank_is_dropped_from_what_is_compared(ask: Ask, blank: str):
    assert ask("normal_text(a)", [(f"东{blank}城",)]) == ["东城"]


@pytest.mark.parametrize("blank", OTHER_BLANKS)
def test_every_outer_blank_is_taken_off(ask: Ask, blank: str):
    assert ask("clean_text(a)", [(f"{blank}东城{blank}",)]) == ["东城"]


DATES = [
    *(
        "20260131",
        "2026-1-31",
        "2026-01-31",
        "2026/1/31",
        "2026年1月31日",
        "2026年01月31日",
        "20240229",
    ),
    *("20230229", "2026-02-30", "20261301", "2026131", "202601", "2026-1", "2026", "31/1/2026", ""),
    *(
        "2026-01-31 12:00",
        "2026-01-31T00:00:00",
        "2026.1.31",
        "２０２６0131",
        "二〇二六年",
        "45688",
    ),
    *("99999-1-1", "-2026-1-1", "1900-2-29", " 20260131 ", "2026-1-31日", "0001-01-01"),
]


@pytest.mark.parametrize("value", DATES)
def test_a_date_is_read_from_its_four_spellings_and_no_other(ask: Ask, value: str):
    assert ask("as_date(a)", [(value,)]) == [read(value)]


@pytest.mark.parametrize("value", ["26-1-31", "26/1/31", "26年1月31日", "1-1-1", "00000101"])
def test_a_year_without_four_digits_or_before_the_first_is_no_year(ask: Ask, value: str):
    assert ask("as_date(a)", [(value,)]) == [None]


def test_exact_allows_nothing_else(ask: Ask):
    assert ask("exact(a)", [(text,) for text in TEXTS]) == TEXTS


FINDING = (
    "conflict",
    "statistics",
    "divisions",
    "geospatial",
    "division",
    "110101001",
    "name",
    "authority",
)


def test_a_finding_keeps_its_id_for_ever(ask: Ask):
    some = [
        FINDING,
        (*FINDING[:3], None, None, None, None, "no_rows"),
        (*FINDING[:6], None, "existence"),
    ]

    ids = ask("finding_id(a, b, c, d, e, f, g, h)", some)

    told = ["\x1f".join("-" if part is None else part for part in parts) for parts in some]
    assert ids == [hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for text in told]
    assert ids[0] == "858b2ac093f2ad965babe01cda798055"


def test_findings_that_differ_in_anything_have_different_ids(ask: Ask):
    others = [(*FINDING[:i], "other", *FINDING[i + 1 :]) for i in range(len(FINDING))]

    assert (
        len(set(ask("finding_id(a, b, c, d, e, f, g, h)", [FINDING, *others]))) == len(FINDING) + 1
    )


def test_every_standard_is_tested_here():
    from onesource import settings

    macros = {file.stem[3:] for file in (settings.sql() / "lake" / "standards").glob("*.sql")}
    assert macros == {
        *("as_date", "blanks", "clean_text", "division_length", "exact"),
        *("division_key", "is_division_key", "normal_text", "finding_id"),
    }
