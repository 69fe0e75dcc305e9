"""The README and its Chinese twin say the same: headings, commands, pictures, addresses and what is named."""

from __future__ import annotations

import re

import pytest

from onesource.settings import PROJECT

TWINS = [(PROJECT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")]
BLOCK = re.compile(r"^```[^\n]*\n.*?^```$", re.DOTALL | re.MULTILINE)
CHINESE = re.compile("[\u4e00-\u9fff]")


def headings(text: str) -> list[int]:
    return [len(level) for level in re.findall("^(#+) ", BLOCK.sub("", text), re.MULTILINE)]


def pictures(text: str) -> list[str]:
    return re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)


def linked(text: str) -> list[str]:
    found = re.findall(r"(?<!!)\[[^\]]*\]\(([^)]+)\)", text)
    return [one for one in found if not one.startswith("README")]


def named(text: str) -> set[str]:
    """What stands as code within text, but for words a reader of either language is told in theirs."""
    spans = re.findall("`([^`]+)`", BLOCK.sub("", text))
    return {" ".join(span.split()) for span in spans if not CHINESE.search(span)}


def rows(text: str) -> list[int]:
    """How many rows each table has."""
    tables = re.findall(r"(?:^\|.*\n)+", BLOCK.sub("", text), re.MULTILINE)
    return [table.count("\n") for table in tables]


@pytest.mark.parametrize(
    "told", [headings, pictures, linked, named, rows, BLOCK.findall], ids=lambda one: one.__name__
)
def test_both_say_the_same(told):
    english, chinese = map(told, TWINS)

    assert english
    assert english == chinese


def test_each_leads_to_the_other_and_every_picture_and_file_is_there():
    assert "(README.zh-CN.md)" in TWINS[0]
    assert "(README.md)" in TWINS[1]
    for place in {*pictures(TWINS[0]), *linked(TWINS[0])}:
        assert place.startswith("https://") or (PROJECT / place).exists(), place


def test_the_twin_is_in_chinese():
    prose = [line for line in BLOCK.sub("", TWINS[1]).splitlines() if len(line) > 60]

    assert [line for line in prose if not CHINESE.search(line) and "→" not in line] == []
