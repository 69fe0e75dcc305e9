"""The form of the SQL files: one statement each, which says first what comes back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from onesource import settings

FILES = sorted(settings.sql().rglob("*.sql"))
SINGLE = [file for file in FILES if file.parent.name != "schema"]


def name(file: Path) -> str:
    return file.relative_to(settings.sql()).as_posix()


@pytest.mark.parametrize("file", FILES, ids=name)
def test_a_file_says_first_what_comes_back(file: Path):
    first, second = file.read_text(encoding="utf-8").splitlines()[:2]

    assert first.startswith("-- ")
    assert first.endswith(".")
    assert len(first) > 20
    assert not second.startswith("--")


@pytest.mark.parametrize("file", SINGLE, ids=name)
def test_a_file_holds_one_statement(file: Path):
    text = re.sub(r"--.*|'[^']*'", "", file.read_text(encoding="utf-8"))

    assert re.search(r"[a-z]", text)
    assert ";" not in text


def test_the_files_lie_where_the_house_keeps_them():
    places = {file.relative_to(settings.sql()).parts[0] for file in FILES}

    assert places == {"schema", "base", "lake", "spark"}
    assert len(SINGLE) > 50


def test_the_schema_s_files_are_numbered_without_a_gap():
    numbers = [int(file.name[:3]) for file in FILES if file.parent.name == "schema"]

    assert numbers == list(range(1, len(numbers) + 1))


def test_no_file_is_longer_than_can_be_read_at_once():
    assert [name(f) for f in SINGLE if len(f.read_text(encoding="utf-8").splitlines()) > 60] == []
