"""Both languages say everything, and what is chosen is remembered."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import get_args

import pytest
from desk.lectern import Lectern, Read

from onesource.catalog.feed import Feed, Sharing
from onesource.desk import pages
from onesource.desk.board import STATES
from onesource.desk.catalogue import Part
from onesource.desk.words import WORDS
from onesource.discrepancy.case import BUREAU, KEEPS, LEADS_TO, PHASES, Case, Cause, Phase
from onesource.discrepancy.openings import open_to
from onesource.notice.history import LOGGED, UNTOLD
from onesource.notice.kinds import ANSWER_OF, KINDS
from onesource.web import pages as shared
from onesource.web.terms import ENGLISH_KINDS
from onesource.web.words import LANGUAGES

TEMPLATES = [
    file
    for room in (pages, shared)
    for file in sorted((Path(room.__file__).parent / "pages").glob("*.j2"))
]
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


SIDES = ("statistics", "civil_affairs", BUREAU)


def opened(phase: Phase, side: str) -> tuple[str, ...]:
    """What a side may do in a phase in which it owes the step."""
    cause = Cause("statistics", "statistics", "divisions", "conflict", "name", "civil_affairs")
    return open_to(Case(cause, phase, side), side)


def test_what_a_declaration_and_a_case_may_say_has_a_name():
    fields = Feed.model_fields
    named = {
        "cycle": get_args(fields["update_cycle"].annotation),
        "mode": get_args(fields["mode"].annotation),
        "sharing": get_args(Sharing.model_fields["type"].annotation),
        "part": set(get_args(Part)) - {"silent"},
        "may": {one for phase in PHASES for side in SIDES for one in opened(phase, side)},
    }
    assert all(named.values())
    for stem, names in named.items():
        assert {f"{stem}.{name}" for name in names} == {
            key for key in WORDS if key.startswith(f"{stem}.")
        }


def test_what_may_become_of_a_batch_has_a_name(lectern: Lectern):
    [check] = lectern.base.rows(
        "select pg_get_constraintdef(oid) as told from pg_constraint where conname = 'batch_status_check'"
    )
    states = set(re.findall(r"'([a-z]+)'", check["told"]))

    assert "held" in states
    assert {f"batch.{state}" for state in states} == {
        key for key in WORDS if key.startswith("batch.")
    }


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
