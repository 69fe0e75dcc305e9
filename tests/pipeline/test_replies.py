"""Answers that come back to the front-end machine: taken in once, and receipted, whatever happens."""

from __future__ import annotations

import shutil
from dataclasses import replace
from types import SimpleNamespace

import paramiko
import pytest
from notice.desk import edited
from pipeline.answering import answer, case, receipts, take_in, words
from pipeline.town import Town, day

from onesource.errors import Refused, Unreachable
from onesource.notice import workbook
from onesource.pipeline import replies


def test_answers_are_taken_and_receipted_and_the_case_moves(asked: Town):
    path = answer(asked)
    before = path.read_bytes()

    assert take_in(asked) == 2

    assert (case(asked)["phase"], case(asked)["unanswered"]) == ("rechecking", 0)
    ((name, content),) = receipts(asked).items()
    assert "已采纳 2 行，未采纳 0 行" in words(content)
    (reply,) = asked.rows("select * from notice.reply")
    assert reply["reply_id"] == f"statistics/{reply['sha256']}"
    assert name == f"答复回执_统计局_{reply['sha256'][:12]}.xlsx"
    assert (reply["file_name"], reply["taken"], reply["refused"]) == ("答复.xlsx", 2, 0)
    assert (reply["fault"], reply["at"]) == (None, day(3))
    assert path.read_bytes() == before


def test_a_file_taken_in_is_never_taken_twice(asked: Town):
    answer(asked)
    take_in(asked)
    before = receipts(asked), asked.rows("select * from discrepancy.case_entry order by entry_id")

    assert take_in(asked, day(4)) == 0
    assert before == (
        receipts(asked),
        asked.rows("select * from discrepancy.case_entry order by entry_id"),
    )


def test_a_corrected_form_under_the_same_name_is_another(asked: Town):
    answer(asked, how="有异议")
    assert take_in(asked) == 0
    answer(asked, how="有异议", because="以 2026 年第 9 号文为准")

    assert take_in(asked, day(4)) == 2
    assert len(receipts(asked)) == 2
    assert case(asked)["phase"] == "negotiating"


def test_uploads_that_have_not_ended_are_not_read(asked: Town):
    path = answer(asked)
    for name in ("~$答复.xlsx", ".答复.xlsx", "答复.xlsx.part", "答复.tmp", "答复.xlsx.filepart"):
        shutil.copy(path, path.with_name(name))
    (path.parent / "旧.xlsx").mkdir()
    path.unlink()

    assert take_in(asked) == 0
    assert (receipts(asked), asked.rows("select * from notice.reply")) == ({}, [])
    (path.parent / "旧.xlsx").rmdir()


def test_a_file_that_still_grows_is_left_for_the_next_round(
    asked: Town, monkeypatch: pytest.MonkeyPatch
):
    path = answer(asked)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    grows = SimpleNamespace(sleep=lambda _: path.write_bytes(whole))
    monkeypatch.setattr(replies, "time", grows)  # here alone: other threads sleep too

    assert take_in(asked) == 0
    assert asked.rows("select * from notice.reply") == []
    assert take_in(asked) == 2


def test_a_wrong_file_is_told_to_be_one_and_the_others_are_taken(
    asked: Town, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(replies, "SETTLES", 0.0)
    path = answer(asked)
    path.with_name("说明.docx").write_bytes(b"no workbook")
    shutil.copy(next(iter(asked.box("statistics").glob("*.html"))), path.with_name("报告.html"))

    assert take_in(asked) == 2
    told = sorted(words(content) for content in receipts(asked).values())
    assert sum("不是完整的 XLSX 工作簿" in one for one in told) == 2
    faults = asked.rows("select fault from notice.reply where fault is not null")
    assert len(faults) == 2


def test_a_file_beyond_any_report_is_not_fetched(asked: Town, monkeypatch: pytest.MonkeyPatch):
    answer(asked)
    monkeypatch.setattr(workbook, "LARGEST", 100)
    monkeypatch.setattr(paramiko.SFTPClient, "getfo", None)

    assert take_in(asked) == 0
    (content,) = receipts(asked).values()
    assert "文件过大" in words(content)


def test_another_s_form_in_this_provider_s_folder_is_refused(asked: Town):
    path = answer(asked)
    with edited(path) as book:
        book.custom_doc_props["OneSource.Provider"].value = "civil_affairs"

    assert take_in(asked) == 0
    (content,) = receipts(asked).values()
    assert "这是民政局的核对报告，不是统计局的" in words(content)


def test_a_machine_that_never_had_the_folder_is_no_failure(asked: Town, caplog):
    box = asked.box("statistics", "answers")
    box.rmdir()
    try:
        with caplog.at_level("WARNING"):
            assert take_in(asked) == 0
    finally:
        box.mkdir()

    assert "statistics_frontend has no folder answers" in caplog.text
    assert "ask the machine's owner to make it" in caplog.text


def test_a_folder_that_was_there_and_is_gone_is_refused(asked: Town):
    path = answer(asked)
    take_in(asked)
    path.unlink()
    path.parent.rmdir()
    try:
        with pytest.raises(Refused, match=r"answers is gone.*ask the machine's owner"):
            take_in(asked, day(4))
    finally:
        path.parent.mkdir()


def test_a_machine_that_is_away_can_be_tried_again(asked: Town):
    answer(asked)
    away = replace(asked, connections=lambda name: replace(asked.connections(name), port=9))

    with pytest.raises(Unreachable):
        take_in(away)
    assert take_in(asked) == 2


def test_who_was_never_told_anything_is_not_asked_for_answers(asked: Town):
    with pytest.raises(KeyError, match="human_resources_frontend"):  # it is nowhere to be reached
        asked.house.connections("human_resources_frontend")

    assert take_in(asked, provider="human_resources") == 0
