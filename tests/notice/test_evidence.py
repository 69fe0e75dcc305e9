"""What an adjudicator is shown; whatever comes from data is text and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from notice.given import NAME, STATISTICS

from onesource.catalog import Catalog
from onesource.clock import BUREAU_TIME
from onesource.discrepancy.case import BUREAU, SYSTEM, Case, Cause, Clock, Entry
from onesource.notice import evidence, markdown
from onesource.notice.evidence import Evidence, Row, Side
from onesource.pipeline.round import facts_of

CAUSE = Cause("statistics", "statistics", "divisions", "conflict", "name", "civil_affairs")
CLOCK = Clock(date(2026, 11, 2), 10, date(2026, 11, 16))
CASE = Case(CAUSE, "adjudicating", BUREAU, CLOCK, rows=1234, contested=1000)
AT = datetime(2026, 11, 2, 9, tzinfo=BUREAU_TIME)
ROW = Row(
    "0123456789abcdef0123456789abcdef",
    *("statistics", "divisions", "geospatial", "division", "110105021", "name"),
    *("南磨房乡", "civil_affairs", "南磨房地区"),
    *("disputed", "统计局核查为准", "confirmed", "民政局 2026 年 9 号文"),
)
LOG = [
    Entry("raised", SYSTEM, AT, {"rows": 1234}),
    Entry("counted", SYSTEM, AT, {"rows": 1234}),
    Entry("answered", "statistics", AT, {"answers": {"disputed": 1000, "corrected": 3}}),
    Entry("proposed", "civil_affairs", AT, {"reason": "民政局 2026 年 9 号文"}),
    Entry("referred", SYSTEM, AT, {"reason": "no reply in time"}),
]
SHOWN = Evidence("abcdef01-0000-0000-0000-000000000000", CASE, LOG, [ROW], STATISTICS, CLOCK.due)


def test_it_tells_the_cause_the_sides_and_the_term():
    told = evidence.body(SHOWN)

    assert "| 被询问部门 | 统计局 |" in told
    assert "| 对方部门 | 民政局 |" in told
    assert "| 未了结 | 1,234 条，其中有异议 1,000 条 |" in told
    assert "| 裁定期限 | 2026-11-16 |" in told
    assert "#### 双方的值（共 1,234 条，列出 1 条）" in told


def test_it_tells_the_history_in_its_readers_words():
    told = evidence.body(SHOWN).splitlines()

    assert [line for line in told if line.startswith("- ")] == [
        "- 2026-11-02 系统：立案",
        "- 2026-11-02 统计局：答复（有异议 1,000 条，已更正 3 条）",
        "- 2026-11-02 民政局：提出依据，转请对方回应（`民政局 2026 年 9 号文`）",
        "- 2026-11-02 系统：提请裁定（逾期未回应）",
    ]


def test_a_long_history_is_told_from_its_end():
    told = evidence.body(replace(SHOWN, log=[LOG[0], *[LOG[2]] * 40]))

    assert "- 更早的 11 步从略" in told
    assert "立案" not in told.split("#### 双方的值")[0]


def test_a_row_shows_both_values_and_what_both_sides_say():
    table = [line for line in evidence.body(SHOWN).splitlines() if line.count("|") == 7]
    heads, _, values = table

    assert (
        heads
        == "| 编号 | 对象 | 统计局报送的值 | 现行值（民政局） | 被询问部门的答复 | 对方的答复 |"
    )
    assert values == (
        f"| {evidence.number(ROW.finding_id)} | `110105021` | `南磨房乡` | `南磨房地区` "
        "| 有异议：`统计局核查为准` | 确认无误：`民政局 2026 年 9 号文` |"
    )


def test_it_tells_how_probably_each_side_is_right_and_what_that_rests_on():
    owner = Side("civil_affairs", "authority", 1234, 0.25, 0.913, 0.9, 0.925, 40_000)
    other = Side("statistics", "provider", 1234, 0.75, copies_from="civil_affairs")

    told = evidence.body(replace(SHOWN, estimated=[owner, other]))

    assert "#### 估算（仅供参考）" in told
    assert "| 民政局 | 25%（1,234 条） | 91.3%（90.0% 至 92.5%） | 40,000 条数据 |" in told
    assert "| 统计局 | 75%（1,234 条） | — | —，疑似取自民政局 |" in told
    assert "估算" not in evidence.body(SHOWN)


def test_keys_are_masked_where_they_are_not_shared_with_all():
    person = replace(ROW, entity_key="980101199001010017")

    told = evidence.body(
        replace(SHOWN, rows=[person], facts=replace(STATISTICS, shared=frozenset()))
    )

    assert "`980101********0017`" in told
    assert "19900101" not in told


@pytest.mark.parametrize(
    ("feed", "element", "key", "values"),
    [
        ("persons", "number", "980101199001010017", ("980101199001010025", "980101199001010017")),
        ("persons", "spouse", "980101199001010017", ("980101199001010025", "980101199001010033")),
        ("taxpayers", "name", "980101199001010017", ("张三", "980101199001010017")),
    ],
    ids=["a number that was replaced", "another person's", "the row's own"],
)
def test_values_that_are_keys_are_masked_as_keys_are(feed, element, key, values):
    person = ("population", "person")
    keys = {
        (*person, "spouse"): frozenset({person}),
        ("police", "persons", "number"): frozenset({person}),
    }
    facts = replace(STATISTICS, keys=keys)
    row = Row("0" * 32, "police", feed, *person, key, element, values[0], None, values[1])

    kept = evidence.body(replace(SHOWN, rows=[row], facts=facts))
    shared = replace(facts, shared=frozenset({("police", *person)}))
    told = evidence.body(replace(SHOWN, rows=[row], facts=shared))

    assert "19900101" not in kept
    assert all(f"`{value}`" in told for value in values)


def test_a_key_of_another_entity_is_shown_where_anybody_shares_it():
    other = ("legal_entity", "organization")
    facts = replace(STATISTICS, keys={NAME: frozenset({other})})
    row = replace(ROW, provider_value="91980100MA0000001X")
    kept = evidence.body(replace(SHOWN, rows=[row], facts=facts))
    shared = replace(facts, shared=facts.shared | {("market_regulation", *other)})

    assert "`919801********001X`" in kept
    assert "`91980100MA0000001X`" in evidence.body(replace(SHOWN, rows=[row], facts=shared))


def test_the_catalogue_tells_which_values_are_keys():
    keys = facts_of(Catalog.readable(), "taxation").keys

    person, organization = ("population", "person"), ("legal_entity", "organization")
    assert keys[*person, "spouse"] == {person}
    assert keys[*person, "employer"] == {organization}
    assert (*person, "name") not in keys
    [own] = Catalog.readable().feeds["public_security/persons"].supplies.key
    assert keys["public_security", "persons", own] == {person}


def test_values_may_be_ruled_only_where_they_contradict_an_authority_s():
    missing = replace(CASE, cause=replace(CAUSE, kind="unregistered"))

    assert "“裁定取值”中每行写“编号=值”" in evidence.body(SHOWN)
    told = evidence.body(replace(SHOWN, case=missing))
    assert "编号=值" not in told
    assert "“裁定取值”不适用于本案" in told


def test_an_overdue_question_says_so_and_by_when_it_is_to_be_answered():
    late = replace(SHOWN, decide_by=date(2026, 11, 23))

    assert evidence.subject(late).startswith(
        "【已逾期】请裁定案件 ABCDEF01：统计局，与权威值不一致"
    )
    assert "2026-11-16，已逾期，请在 2026-11-23 之前裁定" in evidence.body(late)
    assert not evidence.subject(SHOWN).startswith("【已逾期】")


def test_the_choices_are_the_two_sides_or_the_one_there_is():
    alone = replace(CASE, cause=replace(CAUSE, counterparty=None))

    assert evidence.sides(CASE, STATISTICS) == {
        "由统计局更正": "statistics",
        "由民政局更正": "civil_affairs",
    }
    assert list(evidence.sides(alone, STATISTICS)) == ["由统计局更正"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "`<script>alert(1)</script>`"),
        ("[点这里](http://980100.example)", "`[点这里](http://980100.example)`"),
        ("a`b``c", "`aˋbˋˋc`"),
        ("一|二", "`一｜二`"),
        ("一\n\n| 二", "`一 ｜ 二`"),
        ("\u202e反\u200b过来\x00", "`反过来`"),
        ("`", "`ˋ`"),
        ("字" * 400, f"`{'字' * 300}…`"),
        ("\u200b \n", "—"),
        (None, "—"),
    ],
)
def test_what_comes_from_data_is_text_and_nothing_else(text: str | None, shown: str):
    assert markdown.quoted(text) == shown


def test_no_value_breaks_out_of_its_cell():
    wild = "`|\n# 标题\n<b>`"
    row = replace(ROW, provider_value=wild, explanation=wild, entity_key=wild)

    told = evidence.body(replace(SHOWN, rows=[row]))

    assert "\n# 标题" not in told
    assert {
        line.count("|") for line in told.splitlines() if evidence.number(ROW.finding_id) in line
    } == {7}
