"""Taking answers in, killed at every point that matters and run again."""

from __future__ import annotations

from functools import partial
from typing import Any

import paramiko
import pytest
import sqlalchemy as sa
from notice.dying import dies
from pipeline.answering import answer, receipts, take_in
from pipeline.conftest import copied
from pipeline.town import Town

from onesource.discrepancy import actions, docket
from onesource.notice import receipt
from onesource.notice import replies as kept
from onesource.store.base import Base
from onesource.store.embedded import EmbeddedPostgres

POINTS = [
    (paramiko.SFTPClient, "getfo", 1),
    (actions, "answer", 1),
    (docket, "write", 1),
    (receipt, "write", 1),
    (sa.engine.RootTransaction, "_do_commit", 2),
    (paramiko.SFTPClient, "putfo", 1),
    (paramiko.SFTPFile, "write", 1),
    (paramiko.SFTPClient, "posix_rename", 1),
    (kept, "given", 1),
    (sa.engine.RootTransaction, "_do_commit", 4),
]


@pytest.mark.kill
@pytest.mark.parametrize(
    ("owner", "step", "time"), POINTS, ids=[f"{step}-{time}" for _, step, time in POINTS]
)
def test_killed_anywhere_and_run_again_it_ends_the_same(
    asked: Town, server: EmbeddedPostgres, owner: Any, step: str, time: int
):
    answer(asked)
    asked.base.engine.dispose()
    name = f"undisturbed_{step}_{time}".lower()
    other = asked.on(copied(server, name, str(asked.base.engine.url.database)), asked.lake)
    take_in(other)
    undisturbed = state(other)
    other.base.engine.dispose()
    for file in asked.box("statistics").glob("答复回执*"):
        file.unlink()

    dies(partial(again, asked), owner, step, time)

    take_in(asked)
    take_in(asked)
    assert state(asked) == undisturbed
    assert len(receipts(asked)) == 1


def again(town: Town) -> None:
    """Takes in over connections of this process's own."""
    take_in(town.on(Base.at(town.base.engine.url), town.lake))


def state(town: Town) -> dict[str, Any]:
    """What must be the same however often the taking in was killed."""
    asked = {
        "answers": "select * from discrepancy.answer order by finding_id",
        "cases": "select * from discrepancy.case order by case_id",
        "entries": "select case_id, number, step, actor, at, facts, clock"
        " from discrepancy.case_entry order by case_id, number",
        "replies": "select * from notice.reply order by reply_id",
        "receipts": "select receipt_id, md5(content), made_at, delivered_at from notice.receipt",
        "files": "select * from notice.reply_file order by name",
    }
    return {name: town.rows(query) for name, query in asked.items()} | {"inbox": receipts(town)}
