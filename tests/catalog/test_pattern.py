"""What the rule of syntax accepts, DuckDB runs; what people write for Chinese registers is accepted."""

from __future__ import annotations

import duckdb
import pytest

from onesource.catalog import pattern

GOOD = [
    *(
        r"\d{12}",
        r"（[^（）]*撤销）$",
        r"\d{2}|\d{4}",
        r"[\p{Han}·]{2,}",
        r"\p{L}+\P{Lu}",
        r"a*?b??",
    ),
    *(
        r"[^A-Z]{1,60}",
        r"(?i)abc",
        r"(?i-s:a)",
        r"(?:ab)+",
        r"(?P<year>\d{4})",
        r"\x{4e00}+",
        r"[+*]+",
    ),
    *(
        r"\*+\?+",
        r"\\+",
        r"[[:alpha:]]",
        r"[\x41(?<*+]",
        r"[]a]",
        r"[^]a]+",
        r"\Aa\b.\z",
        r"[\w-]",
        r"a||b",
        r"\[\[a",
    ),
]
FOREIGN = {
    "looks ahead": [r"(?=1)\d", r"(?!1)\d"],
    "looks behind": [r"(?<=a)b", r"(?<!a)b"],
    "looks back": [r"(a)\1", r"(?P<n>a)(?P=n)", r"(?P<n>a)\k<n>"],
    "keeps what it took": [r"(?>a)", r"a*+", r"a++", r"a?+", r"a{2}+"],
    "repeats a repetition": [r"a**", r"a{2}{3}", r"a*{2}", r"a*??", r"x{2,1001}"],
    "writes characters otherwise": [
        r"\u4e00",
        r"[\u4e00-\u9fa5]",
        r"[\uA]",
        r"\U00004e00",
        r"\N{DASH}",
    ],
    "names classes otherwise": [r"\p{han}", r"\p{Script=Han}", r"\p{Letter}", r"\p{^han}"],
    "nests classes": [r"[[:han:]]", r"[a--b]"],
    "has other flags": [r"(?x)a b", r"(?u)a", r"(?a)a", r"(?R)a", r"(?#c)a", r"(?<n>a)"],
    "ends otherwise": [r"a\Z", "a\\", "([", r"*a", r"a{3,1}"],
}


def runs(expression: str) -> bool:
    """Whether DuckDB takes it, as the contract's SQL asks for it."""
    with duckdb.connect() as duck:
        try:
            duck.execute("select regexp_full_match('京', ?)", [expression]).fetchall()
        except duckdb.Error:
            return False
    return True


@pytest.mark.parametrize("expression", GOOD)
def test_what_is_accepted_runs(expression: str):
    assert pattern.fault(expression) is None
    assert runs(expression)


@pytest.mark.parametrize("expressions", FOREIGN.values(), ids=FOREIGN)
def test_what_the_engine_does_not_know_is_refused(expressions: list[str]):
    assert [one for one in expressions if runs(one)] == []
    assert [one for one in expressions if pattern.fault(one) is None] == []


def test_a_refusal_says_how_to_write_it():
    assert pattern.fault(r"\u4e00") == r"the engine (RE2) does not know \u; write \x{4e00}"
