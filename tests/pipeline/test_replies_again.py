"""The same answers put there again: taken again where that changes anything, else told to be the same."""

from __future__ import annotations

import os
import shutil

import pytest
import sqlalchemy as sa
from pipeline.answering import answer, receipts, take_in, words
from pipeline.town import Town, day

from onesource.notice import replies as kept


def test_a_file_put_there_again_is_told_to_be_the_same(asked: Town):
    path = answer(asked)
    take_in(asked)
    os.utime(path, (1_700_000_000, 1_700_000_000))

    assert take_in(asked, day(4)) == 0
    assert take_in(asked, day(5)) == 0
    assert [("重复" in name) for name in receipts(asked)] == [False, True]
    (seen,) = asked.rows("select * from notice.reply_file")
    assert seen["written"] == 1_700_000_000


def test_the_same_under_another_name_is_told_to_be_the_same_each_time(asked: Town):
    path = answer(asked)
    take_in(asked)
    for number, name in enumerate(("副本.xlsx", "副本（2）.xlsx"), 4):
        shutil.copy(path, path.with_name(name))
        assert take_in(asked, day(number)) == 0

    told = receipts(asked)
    assert [name.rpartition("_")[2] for name in told][1:] == ["重复.xlsx", "重复2.xlsx"]
    for content, name in zip([*told.values()][1:], ("副本.xlsx", "副本（2）.xlsx"), strict=True):
        assert "与 2026-11-03 收到的“答复.xlsx”完全相同" in words(content)
        assert name in words(content)
    assert len(asked.rows("select * from discrepancy.case_entry where step = 'answered'")) == 1


FIRST = "update notice.delivery set content_hash = reverse(content_hash)"
PHASE = "update discrepancy.case set state = jsonb_set(state, '{{phase}}', '\"{}\"')"


@pytest.mark.parametrize(
    ("hinder", "mend"),
    [(FIRST, FIRST), (PHASE.format("closed"), PHASE.format("asked"))],
    ids=["the file", "its rows"],
)
def test_what_was_refused_and_is_put_there_again_is_taken_again(
    asked: Town, hinder: str, mend: str
):
    path = answer(asked)
    change(asked, hinder)
    assert take_in(asked) == 0
    change(asked, mend)
    assert take_in(asked, day(4)) == 0
    assert len(receipts(asked)) == 1
    os.utime(path, (1_700_000_000, 1_700_000_000))

    assert take_in(asked, day(4)) == 2
    assert take_in(asked, day(5)) == 0

    first, second = asked.rows("select * from notice.reply order by at")
    assert (first["taken"], second["taken"], second["refused"]) == (0, 2, 0)
    assert second["reply_id"] == f"statistics/{first['sha256']}/2"
    assert [name.rpartition("_")[2] for name in receipts(asked)][1:] == ["第2次.xlsx"]


def test_what_another_answer_replaced_can_be_answered_again(asked: Town):
    path = answer(asked, how="有异议", because="以 2026 年第 9 号文为准")
    content = path.read_bytes()
    assert take_in(asked) == 2
    answer(asked, how="确认无误", because="经核实，以 2026 年第 10 号文为准")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert take_in(asked, day(4)) == 2
    path.write_bytes(content)

    assert take_in(asked, day(5)) == 2
    assert take_in(asked, day(6)) == 0

    answers = asked.rows("select distinct answer from discrepancy.answer where spent_at is null")
    assert [row["answer"] for row in answers] == ["disputed"]
    assert len(receipts(asked)) == 3
    shutil.copy(path, path.with_name("副本.xlsx"))
    assert take_in(asked, day(7)) == 0
    assert len([name for name in receipts(asked) if "重复" in name]) == 1


def test_two_runs_that_saw_the_same_file_take_it_once(asked: Town, monkeypatch: pytest.MonkeyPatch):
    answer(asked, how="有异议")  # without the explanation that it needs
    monkeypatch.setattr(kept, "looked_at", lambda *_: {})

    take_in(asked)
    take_in(asked, day(4))

    assert len(receipts(asked)) == len(asked.rows("select * from notice.reply")) == 1


def change(town: Town, query: str) -> None:
    with town.base.transaction() as connection:
        connection.execute(sa.text(query))
