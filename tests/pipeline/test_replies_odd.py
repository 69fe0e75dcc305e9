"""Odd names, files and machines: one file's fault keeps no other from being taken."""

from __future__ import annotations

import os
from typing import Any

import paramiko
import pytest
from pipeline.answering import answer, case, receipts, take_in, words
from pipeline.town import Town, day

from onesource.errors import Refused, Unreachable
from onesource.notice import replies as kept
from onesource.pipeline import replies

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
