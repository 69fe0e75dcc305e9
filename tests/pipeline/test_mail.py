"""Answers that come by mail: whose they are, taken once, receipted; what is odd is set aside."""

from __future__ import annotations

import mailbox
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from notice.desk import edited
from notice.dying import dies
from pipeline import answering
from pipeline.answering import answer, case, receipts, words
from pipeline.posting import CIVIL, STATISTICS, Post
from pipeline.town import Town, day

from onesource import clock
from onesource.discrepancy import docket
from onesource.errors import Refused
from onesource.notice import replies as kept
from onesource.pipeline import mail
from onesource.sources import maildir
from onesource.store.base import Base
from onesource.store.embedded import EmbeddedPostgres

JUDGE = "mx.bureau.example"


@pytest.fixture
def post(tmp_path: Path, catalog: Path, monkeypatch: pytest.MonkeyPatch) -> Post:
    """The drop, and who may write to it."""
    folder = tmp_path / "drop"
    mailbox.Maildir(folder)
    monkeypatch.setenv("ONESOURCE_MAIL_DROP", str(folder))
    file = catalog / "providers.yaml"
    told = file.read_text()
    for title, address in (("统计局", STATISTICS), ("民政局", CIVIL)):
        told = told.replace(f"title: {title},", f"title: {title}, mail: {{senders: [{address}]}},")
    file.write_text(told)
    return Post(folder)


@pytest.fixture
def filled(asked: Town, tmp_path: Path) -> Path:
    """Statistics' report, filled in, which lies nowhere but on its own machine."""
    return answer(asked).rename(tmp_path / "答复.xlsx")


def taken(town: Town) -> int:
    with clock.at(day(3)):
        return mail.take_in(town.house)


def test_a_workbook_is_taken_and_receipted_on_the_front_end_machine(
    asked: Town, post: Post, filled: Path
):
    key = post.arrives(filled)

    assert taken(asked) == 2

    assert case(asked)["phase"] == "rechecking"
    assert (post.names("new"), post.names("cur")) == ([], [f"{key}:2,S"])
    assert receipts(asked) == {}
    answering.take_in(asked)
    ((_, content),) = receipts(asked).items()
    assert "已采纳 2 行，未采纳 0 行" in words(content)
    assert f"答复.xlsx（邮件 {key} 的第 1 个附件）" in words(content)


def test_a_message_is_looked_at_once(asked: Town, post: Post, filled: Path):
    post.arrives(filled)
    taken(asked)
    before = asked.rows("select * from discrepancy.case_entry order by entry_id")

    assert taken(asked) == 0
    assert asked.rows("select * from discrepancy.case_entry order by entry_id") == before
    assert asked.value("select count(*) from notice.receipt") == 1


def test_the_same_workbook_by_mail_and_machine_is_taken_once(asked: Town, post: Post, filled: Path):
    post.arrives(filled)
    (asked.box("statistics", "answers") / "答复.xlsx").write_bytes(filled.read_bytes())

    assert (taken(asked), answering.take_in(asked)) == (2, 0)
    assert any("_重复" in name for name in receipts(asked))


def test_where_there_is_no_drop_nothing_is_looked_for(asked: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("ONESOURCE_MAIL_DROP", raising=False)

    assert taken(asked) == 0


def test_a_folder_that_is_no_maildir_is_refused(asked: Town, post: Post):
    (post.folder / "new").rmdir()

    with pytest.raises(Refused, match=r"is no Maildir.*correct ONESOURCE_MAIL_DROP"):
        taken(asked)


def test_a_folder_of_the_machine_is_not_missed_because_a_mail_came(
    asked: Town, post: Post, filled: Path
):
    post.arrives(filled)
    taken(asked)
    box = asked.box("statistics", "answers")
    box.rmdir()
    try:
        assert answering.take_in(asked) == 0
    finally:
        box.mkdir()


def stranger(post: Post, book: Path) -> None:
    post.arrives(book, sender="somebody@elsewhere.example")


def two_senders(post: Post, book: Path) -> None:
    post.arrives(book, sender=f"{STATISTICS}, {CIVIL}")


def under_a_good_name(post: Post, book: Path) -> None:
    post.arrives(book, sender=f'"{STATISTICS}" <somebody@elsewhere.example>')


def of_another(post: Post, book: Path) -> None:
    post.arrives(book, sender=CIVIL)


def one_of_another(post: Post, book: Path) -> None:
    other = book.with_name("另.xlsx")
    other.write_bytes(book.read_bytes())
    with edited(other) as opened:
        opened.custom_doc_props["OneSource.Provider"].value = "civil_affairs"
    post.arrives(book, other)


def without_a_workbook(post: Post, book: Path) -> None:
    post.arrives()


def no_message(post: Post, book: Path) -> None:
    (post.folder / "new" / "1.odd").write_bytes(b"\x00\xff\n\n" * 50)


ODD: dict[Callable[[Post, Path], None], str] = {
    stranger: r"'somebody@elsewhere.example' is an address of no provider",
    two_senders: r"it names 2 senders, not one",
    under_a_good_name: r"'somebody@elsewhere.example' is an address of no provider",
    of_another: r"a form of 'statistics' is attached, and it is from civil_affairs",
    one_of_another: r"a form of 'civil_affairs' is attached, and it is from statistics",
    without_a_workbook: r"no workbook is attached; it is from statistics",
    no_message: r"it names 0 senders, not one",
}


@pytest.mark.parametrize(
    ("arrive", "why"), ODD.items(), ids=lambda one: getattr(one, "__name__", "")
)
def test_what_is_odd_is_set_aside_and_logged_and_the_rest_is_taken(
    asked: Town, post: Post, filled: Path, caplog: pytest.LogCaptureFixture, arrive: Any, why: str
):
    arrive(post, filled)
    good = post.arrives(filled)

    with caplog.at_level("WARNING"):
        assert taken(asked) == 2

    assert f"is set aside: {why}" in caplog.text
    assert (len(post.aside()), post.names("new"), post.names("cur")) == (1, [], [f"{good}:2,S"])
    assert asked.value("select count(*) from notice.reply") == 1


def test_a_wrong_file_is_told_to_be_one(asked: Town, post: Post, tmp_path: Path):
    book = tmp_path / "旧.xls"
    book.write_bytes(b"\xd0\xcf\x11\xe0 an old workbook")
    post.arrives(book)

    assert taken(asked) == 0

    answering.take_in(asked)
    ((_, content),) = receipts(asked).items()
    assert "旧版 .xls" in words(content)


@pytest.mark.parametrize(
    ("judged", "is_taken"),
    [
        ((f"{JUDGE}; dmarc=pass header.from=tj.example.cn",), True),
        ((f"{JUDGE}; spf=fail; dkim=pass (2048 bit) header.d=example.cn",), True),
        ((f"{JUDGE}; spf=pass smtp.mailfrom=data@tj.example.cn",), False),
        ((f'{JUDGE}; spf=pass smtp.mailfrom="x; dkim=pass header.d=example.cn"@evil.cn',), False),
        ((f'{JUDGE}; spf=pass smtp.mailfrom="x\\"; dkim=pass header.d=example.cn',), False),
        ((f"{JUDGE}; dkim=pass header.d=elsewhere.example",), False),
        ((f"{JUDGE}; dkim=pass header.d=cn",), False),
        ((f"{JUDGE}; dmarc=fail header.from=tj.example.cn",), False),
        ((f"{JUDGE}; none",), False),
        (("mx.elsewhere.example; dmarc=pass header.from=tj.example.cn",), False),
        ((), False),
        ((f"{JUDGE}; dmarc=fail", f"{JUDGE}; dmarc=pass header.from=tj.example.cn"), False),
        ((f"{JUDGE}; dmarc=fail (dmarc=pass header.from=tj.example.cn)",), False),
    ],
)
def test_where_the_mail_server_is_asked_its_word_counts(
    asked: Town,
    post: Post,
    filled: Path,
    monkeypatch: pytest.MonkeyPatch,
    judged: tuple[str, ...],
    is_taken: bool,
):
    monkeypatch.setenv("ONESOURCE_MAIL_AUTHSERV", JUDGE)
    post.arrives(filled, judged=judged)

    assert taken(asked) == (2 if is_taken else 0)
    assert len(post.aside()) == (0 if is_taken else 1)


def test_what_fails_is_left_and_tried_again(
    asked: Town, post: Post, filled: Path, monkeypatch: pytest.MonkeyPatch
):
    post.arrives(filled)
    with monkeypatch.context() as broken:
        broken.setattr(mail, "sha256_file", None)
        with pytest.raises(TypeError):
            taken(asked)

    assert taken(asked) == 2


POINTS = [(docket, "write", 1), (kept, "keep", 1), (maildir.Drop, "done", 1)]
POINTS += [(sa.engine.RootTransaction, "_do_commit", 2)]


@pytest.mark.kill
@pytest.mark.parametrize(("owner", "step", "time"), POINTS, ids=[f"{p[1]}-{p[2]}" for p in POINTS])
def test_killed_anywhere_and_run_again_it_ends_the_same(
    asked: Town,
    post: Post,
    filled: Path,
    server: EmbeddedPostgres,
    owner: Any,
    step: str,
    time: int,
):
    post.arrives(filled)
    asked.base.engine.dispose()
    dies(partial(again, asked), owner, step, time)

    taken(asked)
    taken(asked)

    assert asked.value("select count(*) from notice.receipt") == 1
    assert asked.value("select count(*) from notice.reply") == 1
    assert asked.value("select count(*) from discrepancy.case_entry where step = 'answered'") == 1
    assert post.names("new") == []


def again(town: Town) -> None:
    """Takes in over connections of this process's own."""
    taken(town.on(Base.at(town.base.engine.url), town.lake))
