"""How texts and dates are read, against a second implementation in Python, over hostile values."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date, timedelta
from pathlib import Path

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
    text = "".join(WIDE.get(letter, letter) for letter in clean(value) or "")
    text = re.sub(r"(?<=\d{4}[-/]\d{2}[-/]\d{2})[T ]00:00(:00(\.0+)?)?$", "", text)
    if re.fullmatch(r"\d{5}(\.0+)?", text, re.ASCII) and 20_000 <= float(text) <= 60_000:
        return date(1899, 12, 30) + timedelta(days=int(text[:5]))
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


def test_of_all_characters_only_blanks_are_taken_off(ask: Ask):
    letters = [chr(point) for point in range(1, 0x30000) if not 0xD800 <= point < 0xE000]
    blank = {letter for letter in letters if letter.isspace()} | {*"\u200b\u200c\u200d\u2060\ufeff"}

    assert ask("clean_text(a)", [(f"{letter}东{letter}",) for letter in letters]) == [
        "东" if letter in blank else f"{letter}东{letter}" for letter in letters
    ]
    shown = ask("shows(a)", [(letter,) for letter in letters])
    assert not blank & {one for one, shows in zip(letters, shown, strict=True) if shows}
    assert sum(shown) > len(letters) / 2


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
        "２０２６／０１／３１",
        "2026-01-31 00:00",
        "2026/01/31 00:00:00.000",
        "2026-01-31 00:00:01",
        "二〇二六年",
        *(
            "45688",
            "45688.0",
            "20000",
            "60000",
            "19999",
            "60001",
            "45688.5",
            "４５６８８",
            "045688",
        ),
    ),
    *("99999-1-1", "-2026-1-1", "1900-2-29", " 20260131 ", "2026-1-31日", "0001-01-01"),
]


@pytest.mark.parametrize("value", DATES)
def test_a_date_is_read_from_its_spellings_and_no_other(ask: Ask, value: str):
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


def test_a_spreadsheet_s_day_number_is_its_day(ask: Ask):
    assert ask("as_date(a)", [("46053",), ("32874",)]) == [date(2026, 1, 31), date(1990, 1, 1)]


def test_every_standard_is_tested_here():
    from onesource import settings

    told = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("*.py"))
    inner = {"blanks", "narrow_text", "code_text", "citizen_form", "citizen_form_fault"}
    inner |= {"citizen_digits", "citizen_check_of", "citizen_fault_of", "citizen_number_of"}
    inner |= {"is_citizen_day"}
    inner |= {"is_citizen_form", "is_credit_form", "credit_form_fault", "old_credit_form"}
    inner |= {"organization_code_holds", "registration_number_holds", "is_scientific"}
    rules = (
        "citizen_number",
        "credit_code",
        "unit_code",
        "parcel_code",
        "address_code",
        "license_id",
    )
    over_all = {
        f"{before}{rule}{after}"
        for rule in rules
        for before in ("", "is_")
        for after in ("", "_fault")
    }

    macros = {file.stem[3:] for file in (settings.sql() / "lake" / "standards").glob("*.sql")}
    untold = {macro for macro in macros - inner - over_all if f"{macro}(a" not in told}

    assert untold == set()
    assert len(macros) > 40
