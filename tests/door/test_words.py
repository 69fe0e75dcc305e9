"""The door's pages say everything in both languages, and nothing that is not among the words."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from onesource.discrepancy.case import PHASES
from onesource.door.people import pages
from onesource.door.people.words import ENGLISH_COLUMNS, WORDS
from onesource.door.shapes import FindingTold
from onesource.notice.filled import EXTENSION
from onesource.notice.kinds import ANSWERS
from onesource.web import pages as shared

FOLDERS = [Path(room.__file__).parent / "pages" for room in (pages, shared)]
TEMPLATES = [file for folder in FOLDERS for file in sorted(folder.glob("*.j2"))]
CHINESE = re.compile("[\u4e00-\u9fff]")
NAMED = ("kind.", "phase.", "step.", "may.", "reason.", "cycle.", "mode.", "sharing.", "part.")


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS)
def test_a_text_is_there_in_both_languages_with_the_same_blanks(key: str):
    chinese, english = WORDS[key]

    assert chinese
    assert english
    assert blanks(chinese) == blanks(english)
    if key != "in.zh":
        assert not CHINESE.search(english)


def test_every_column_answer_and_phase_has_a_name():
    assert set(ENGLISH_COLUMNS) == set(FindingTold.model_fields) - {"kind"}
    assert {f"as.{answer}" for answer in ANSWERS} == {one for one in WORDS if one[:3] == "as."}
    assert {f"hint.{answer}" for answer in ANSWERS} == {one for one in WORDS if one[:5] == "hint."}
    assert {f"phase.{phase}" for phase in PHASES} <= set(WORDS)
    assert EXTENSION in ANSWERS


def test_pages_say_nothing_that_is_not_in_the_words_and_leave_none_unsaid():
    texts = "".join(file.read_text(encoding="utf-8") for file in TEMPLATES)
    said = set(re.findall(r'say\("([a-z0-9_.]+)"[,)]', texts))
    stems = tuple(re.findall(r'say(?:\.known)?\("([a-z_.]+)(?:%d|" ~)', texts))
    listed = set(re.findall(r'"([a-z_.]+)"', texts))

    assert len(TEMPLATES) > 8
    assert not CHINESE.search(texts)
    assert said <= set(WORDS)
    assert {key for key in WORDS if not key.startswith((*stems, *NAMED))} <= said | listed
