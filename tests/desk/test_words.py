"""Both languages say everything, and what is chosen is remembered."""

from __future__ import annotations

import re
import string

import pytest
from desk.lectern import Lectern, Read

from onesource.desk import pages
from onesource.desk.board import STATES
from onesource.desk.words import ENGLISH_KINDS, LANGUAGES, WORDS
from onesource.discrepancy.case import KEEPS, LEADS_TO, PHASES
from onesource.notice.history import LOGGED, UNTOLD
from onesource.notice.kinds import ANSWER_OF, KINDS

TEMPLATES = sorted((pages.FOLDER / "pages").glob("*.j2"))
CHINESE = re.compile("[\u4e00-\u9fff]")


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


def test_every_kind_of_finding_and_every_state_has_a_name():
    assert set(ENGLISH_KINDS) == set(KINDS)
    assert {f"state.{state}" for state in STATES} <= set(WORDS)
    assert {f"phase.{phase}" for phase in PHASES} <= set(WORDS)
    assert {f"step.{step}" for step in LOGGED} <= set(WORDS)
    assert {f"step.{step}" for step in (*LEADS_TO, *KEEPS)} - set(WORDS) == {
        f"step.{step}" for step in UNTOLD
    }
    assert {f"answer.{answer}" for answer in ANSWER_OF} <= set(WORDS)


def test_pages_say_nothing_that_is_not_in_the_words_and_leave_none_unsaid():
    texts = "".join(file.read_text(encoding="utf-8") for file in TEMPLATES)
    said = set(re.findall(r'say\("([a-z0-9_.]+)"[,)]', texts))
    stems = tuple(re.findall(r'say(?:\.known)?\("([a-z_.]+)(?:%d|" ~|", step)', texts))
    listed = set(re.findall(r'"([a-z_]+)"', texts))

    assert not CHINESE.search(texts)
    assert said <= set(WORDS)
    assert {key for key in WORDS if not key.startswith(stems)} <= said | listed


def test_a_chosen_language_is_remembered_and_chinese_is_first(lectern: Lectern):
    assert 'lang="zh-CN"' in lectern.look().text

    chosen = lectern.look("?lang=en")

    assert "SameSite=lax" in chosen.headers["Set-Cookie"]
    assert "HttpOnly" in chosen.headers["Set-Cookie"]
    assert "Needs attention" in Read(lectern.look().text).texts["needs"]
    assert "需要处理" in lectern.look("?lang=zh").text


@pytest.mark.parametrize("told", ["fr", "<script>", ""])
def test_another_language_is_none(lectern: Lectern, told: str):
    answer = lectern.look(f"?lang={told}")

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert LANGUAGES[0] == "zh"


def test_a_page_is_read_by_ear_as_well(lectern: Lectern):
    page = Read(lectern.look().text)

    tags = [tag for tag, _ in page.tags]
    cells = [told for tag, told in page.tags if tag == "th"]
    assert tags.count("h1") == tags.count("main") == 1
    assert tags.count("caption") == tags.count("table")
    assert all(told.get("scope") in ("row", "col") for told in cells)
    assert "#main" in page.links()
