"""Answers that come back to the front-end machine: taken in once, and receipted, whatever happens."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from typing import Any

import paramiko
import pytest
import sqlalchemy as sa
from notice.desk import edited
from pipeline.answering import answer, case, receipts, take_in, words
from pipeline.town import Town, day

from onesource.errors import Refused, Unreachable
from onesource.notice import replies as kept
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


def test_a_corrected_form_under_the_same_name_is_another(asked: Town):
    answer(asked, how="有异议")
    assert take_in(asked) == 0
    answer(asked, how="有异议", because="以 2026 年第 9 号文为准")

    assert take_in(asked, day(4)) == 2
    assert len(receipts(asked)) == 2
    assert case(asked)["phase"] == "negotiating"


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
    monkeypatch.setattr(replies.time, "sleep", lambda _: path.write_bytes(whole))

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


def test_a_file_we_may_not_read_keeps_no_other_from_being_taken(
    asked: Town, monkeypatch: pytest.MonkeyPatch
):
    answer(asked)
    answer(asked, "锁.xlsx")
    real = paramiko.SFTPClient.getfo

    def guarded(client: Any, place: str, *given: Any, **named: Any) -> Any:
        if "锁" in place:
            raise PermissionError(place)
        return real(client, place, *given, **named)

    monkeypatch.setattr(paramiko.SFTPClient, "getfo", guarded)

    with pytest.raises(Refused, match="answers/锁.xlsx cannot be read"):
        take_in(asked)
    assert len(receipts(asked)) == 1
    assert case(asked)["phase"] == "rechecking"


def test_a_machine_that_is_away_can_be_tried_again(asked: Town):
    answer(asked)
    away = replace(asked, connections=lambda name: replace(asked.connections(name), port=9))

    with pytest.raises(Unreachable):
        take_in(away)
    assert take_in(asked) == 2


GBK = os.fsdecode("答复（乙）".encode("gb18030") + b".xlsx")


def test_a_name_that_is_not_utf_8_is_read_as_chinese_windows_writes_it(asked: Town):
    path = answer(asked)
    path.rename(path.with_name(GBK))

    assert take_in(asked) == 2
    (content,) = receipts(asked).values()
    assert "答复（乙）.xlsx" in words(content)
    assert take_in(asked, day(4)) == 0
    assert len(receipts(asked)) == 1


def test_the_same_name_in_two_encodings_is_two_files(asked: Town):
    path = answer(asked, "答复（乙）.xlsx", how="有异议", because="以 2026 年第 9 号文为准")
    other = path.with_name(GBK)
    other.write_bytes(b"no workbook")
    os.utime(other, (1_700_000_000, 1_700_000_000))

    assert take_in(asked) == 2
    names = {row["name"] for row in asked.rows("select name from notice.reply_file")}
    assert names == {"答复（乙）.xlsx", "%B4%F0%B8%B4%A3%A8%D2%D2%A3%A9.xlsx"}
    assert take_in(asked, day(4)) == 0
    assert len(receipts(asked)) == 2


@pytest.mark.parametrize("fault", [ValueError("odd"), OSError("Failure"), LookupError("odd")])
def test_an_unexpected_fault_of_one_file_keeps_no_other_from_being_taken(
    asked: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: Exception
):
    answer(asked, "怪.xlsx")
    answer(asked)
    real = kept.take_in

    def guarded(base: Any, by: Any, facts: Any, file: Any) -> int:
        if "怪" in file.came.name:
            raise fault
        return real(base, by, facts, file)

    monkeypatch.setattr(kept, "take_in", guarded)

    with pytest.raises(type(fault)) as caught:
        take_in(asked)
    assert "answers/怪.xlsx" in caught.value.__notes__[0]
    assert "怪.xlsx" in caplog.text
    assert len(receipts(asked)) == 1
    assert case(asked)["phase"] == "rechecking"


def test_a_file_the_machine_does_not_give_can_be_tried_again_and_the_others_are_taken(
    asked: Town, monkeypatch: pytest.MonkeyPatch
):
    answer(asked, "锁.xlsx")
    answer(asked)
    real = paramiko.SFTPClient.getfo

    def guarded(client: Any, place: str, *given: Any, **named: Any) -> Any:
        if "锁" in place:
            raise OSError("Failure")
        return real(client, place, *given, **named)

    monkeypatch.setattr(paramiko.SFTPClient, "getfo", guarded)

    with pytest.raises(Unreachable, match=r"answers/锁.xlsx could not be read \(Failure\)"):
        take_in(asked)
    assert len(receipts(asked)) == 1


def test_receipts_that_are_owed_go_out_though_the_answers_cannot_be_listed(
    asked: Town, monkeypatch: pytest.MonkeyPatch
):
    answer(asked)
    with monkeypatch.context() as patched:
        patched.setattr(replies, "_hand_back", lambda *_: None)
        take_in(asked)
    assert receipts(asked) == {}

    def closed(*_: Any) -> Any:
        raise PermissionError("closed")

    monkeypatch.setattr(paramiko.SFTPClient, "listdir_attr", closed)
    with pytest.raises(Refused, match="answers cannot be read"):
        take_in(asked, day(4))
    assert len(receipts(asked)) == 1


def test_a_machine_that_does_not_say_what_is_a_file_gives_its_files(
    asked: Town, monkeypatch: pytest.MonkeyPatch
):
    folder = answer(asked).with_name("旧")
    folder.mkdir()
    real = paramiko.SFTPClient.listdir_attr

    def sparing(client: Any, path: str) -> Any:
        listed = real(client, path)
        for one in listed:
            one.st_mode = None
        return listed

    monkeypatch.setattr(paramiko.SFTPClient, "listdir_attr", sparing)

    assert take_in(asked) == 2
    folder.rmdir()
