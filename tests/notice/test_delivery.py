"""A report's way to the provider's inbox, over real SFTP, and its line in the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import paramiko
import pytest
import sqlalchemy as sa
from notice.conftest import Inbox
from notice.dying import dies
from notice.given import MONDAY, STATISTICS, TUESDAY, finding, gather, keep

from onesource.errors import Refused, Unreachable
from onesource.notice import delivery, files
from onesource.sources.connections import Connection
from onesource.store.base import Base


@pytest.fixture
def go(empty: Base, inbox: Inbox, tmp_path: Path) -> Callable[..., delivery.Delivered | None]:
    """One round: gathers, writes and delivers."""

    def run(round_id="monday", at=MONDAY, base=empty, to=inbox.connection, facts=STATISTICS):
        with base.transaction() as connection:
            report = gather(connection, round_id, at, facts)
        return delivery.deliver(base, to, report, files.write(report, tmp_path))

    return run


def logged(base: Base) -> list[dict[str, Any]]:
    query = "select * from notice.delivery order by delivered_at"
    return [dict(row) for row in base.rows(query)]


def test_both_files_arrive_whole_and_are_logged(empty: Base, inbox: Inbox, go, tmp_path: Path):
    keep(empty, finding(), finding("uncovered"))

    delivered = go()

    (row,) = logged(empty)
    stem = f"数据核对报告_统计局_20261123_{row['content_hash'][:8]}"
    assert inbox.files() == {
        f"{stem}{end}": (tmp_path / f"{stem}{end}").read_bytes() for end in (".html", ".xlsx")
    }
    assert delivered.delivery_id == row["delivery_id"] == f"statistics/monday/{row['content_hash']}"
    assert row["files"] == [f"inbox/{stem}.xlsx", f"inbox/{stem}.html"]
    assert (row["findings"], row["opened"], row["closed"]) == (2, 2, 0)
    assert (row["connection"], row["delivered_at"]) == ("statistics_frontend", MONDAY)


def test_what_was_told_last_is_not_told_again(empty: Base, inbox: Inbox, go):
    keep(empty, finding())
    go()
    before = inbox.files()

    assert go("tuesday", TUESDAY) is None
    assert len(logged(empty)) == 1
    assert inbox.files() == before


def test_what_comes_back_is_told_again(empty: Base, inbox: Inbox, go):
    keep(empty, finding(), finding("uncovered"))
    go()
    keep(empty, replace(finding(), closed_at=TUESDAY, closed_by="data"))
    go("tuesday", TUESDAY)
    keep(empty, finding(opened_at=TUESDAY, times_opened=2))

    go("wednesday", TUESDAY)

    counts = [(row["findings"], row["opened"], row["closed"]) for row in logged(empty)]
    assert counts[:2] == [(2, 2, 0), (1, 0, 1)]
    assert counts[2][0] == 2
    assert len(inbox.files()) == 6


def test_that_all_is_settled_is_told_once(empty: Base, go):
    keep(empty, finding())
    go()
    keep(empty, replace(finding(), closed_at=TUESDAY, closed_by="data"))

    assert go("tuesday", TUESDAY).findings == 0
    assert go("wednesday", TUESDAY) is None


def test_who_was_never_told_anything_is_not_told_that_there_is_nothing(empty: Base, inbox, go):
    assert go() is None
    assert inbox.files() == {}


def test_leftovers_of_ours_go_and_the_owners_files_stay(empty: Base, inbox: Inbox, go):
    keep(empty, finding())
    for name in ("数据核对报告_统计局_20261122_00000000.xlsx.part", "自己的.part", "笔记.txt"):
        (inbox.folder / name).write_text("x")

    go()

    kept = set(inbox.files())
    assert {"自己的.part", "笔记.txt"} < kept
    assert len(kept) == 4


def test_a_missing_inbox_is_refused_by_name(empty: Base, go):
    keep(empty, finding())

    with pytest.raises(Refused, match=r"statistics_frontend.*nowhere.*ask the machine's owner"):
        go(facts=replace(STATISTICS, inbox="nowhere"))
    assert logged(empty) == []


def test_a_machine_that_is_away_can_be_tried_again(empty: Base, inbox: Inbox, go):
    keep(empty, finding())

    with pytest.raises(Unreachable):
        go(to=replace(inbox.connection, port=9))
    assert logged(empty) == []


POINTS = [
    (paramiko.SFTPClient, "putfo", 1),
    (paramiko.SFTPClient, "posix_rename", 1),
    (paramiko.SFTPClient, "posix_rename", 2),
    (delivery, "_log", 1),
    (sa.engine.RootTransaction, "_do_commit", 2),
    (paramiko.SFTPFile, "write", 2),
]


@pytest.mark.kill
@pytest.mark.parametrize(("owner", "step", "time"), POINTS)
def test_killed_anywhere_and_run_again_it_ends_the_same(
    empty: Base, inbox: Inbox, go, owner: Any, step: str, time: int
):
    keep(empty, *(finding(key=f"{row:09}") for row in range(2000)))
    deliver = partial(go, base=Base.at(empty.engine.url))  # over connections of the child's own
    dies(deliver, owner, step, time)

    go()
    after_a_kill = inbox.files(), logged(empty)

    inbox.clear()
    with empty.transaction() as connection:
        connection.execute(sa.text("truncate notice.delivery"))
    go()
    assert after_a_kill == (inbox.files(), logged(empty))
    assert len(after_a_kill[0]) == 2


def test_only_its_own_key_opens_the_machine(empty: Base, inbox: Inbox, go):
    keep(empty, finding())
    stranger = Connection(**{**vars(inbox.connection), "login": "civil_affairs"})

    with pytest.raises(Refused, match="does not take our key"):
        go(to=stranger)
