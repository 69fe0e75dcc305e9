"""A round that also writes to people: statistics by mail and webhook, the bureau by mail, to real servers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import paramiko
import pytest
import yaml
from notice.dying import dies
from notice.receiving import HookServer, MailServer, hook_server, mail_server
from pipeline.conftest import Begin
from pipeline.town import Town, day, renamed, small, township

from onesource import clock
from onesource.catalog import Catalog
from onesource.discrepancy import actions
from onesource.discrepancy.actions import Decision, Given
from onesource.errors import Refused, Unreachable
from onesource.notice import messages
from onesource.pipeline import channels
from onesource.pipeline import round as rounds
from onesource.store.base import Base

TO, BUREAU = "contact@tongji.example.gov.cn", "duty@data.example.gov.cn"
WRONG = {township(3): "别名街道", township(5): "另名街道"}


@dataclass
class Street:
    """A town, its mail server, and statistics' own system."""

    town: Town
    mail: MailServer
    hook: HookServer

    def round(self, at: datetime, base: Base | None = None) -> None:
        """What a round does for statistics and the bureau, but for what is judged."""
        town = replace(self.town, base=base) if base else self.town
        with clock.at(at):
            rounds.raise_cases(town.house)
        town.notify("statistics", at)
        self.send(at, "statistics", town)
        self.send(at, "bureau", town)

    def mends(self, at: datetime) -> None:
        """Statistics delivers what is right, and the library is built of it."""
        self.town.deliver(small(), at.date())
        self.town.feed("statistics/divisions", at)
        self.town.library(at)

    def send(
        self, at: datetime, receiver: str = "statistics", town: Town | None = None
    ) -> list[str]:
        with clock.at(at):
            return channels.send((town or self.town).house, receiver, f"{at:%Y%m%dT%H%M%S}")

    def texts(self, address: str) -> list[str]:
        return [mail.get_body().get_content() for mail in self.mail.mailbox(address)]


@pytest.fixture
def street(begin: Begin, request: pytest.FixtureRequest) -> Iterator[Street]:
    """Statistics has two wrong names, and is told by every channel from day 2 on."""
    town = begin(renamed(small(), WRONG))
    folder: Path = request.getfixturevalue("catalog")
    declare(folder, {"mail": {"to": [TO]}, "webhook": {"connection": "hook"}})
    bureau = {"bureau": {"mail": {"to": [BUREAU]}}}
    change(folder / "deadlines.yaml", lambda entry: entry["notices"].update(bureau))
    with mail_server() as mail, hook_server() as hook:
        own = {"smtp": mail.connection, "hook": hook.connection}
        known = town.connections
        found = replace(town, connections=lambda name: own[name] if name in own else known(name))
        yield Street(found, mail, hook)


def declare(folder: Path, told: dict[str, Any]) -> None:
    change(folder / "providers.yaml", lambda entry: entry["statistics"].update(told))


def change(file: Path, edit: Any) -> None:
    entry = yaml.safe_load(file.read_text(encoding="utf-8"))
    edit(entry)
    file.write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")


def test_a_report_is_announced_by_every_channel_once(street: Street):
    street.round(day(2))
    street.round(day(2, 11))

    [text] = street.texts(TO)
    [told] = street.hook.taken.values()
    [row] = street.town.rows("select * from notice.delivery where round like '20261102%'")
    [case] = street.town.rows("select * from discrepancy.case")
    number = str(case["case_id"])[:8].upper()
    assert number in text
    assert "2026-11-16" in text
    assert all(path in text for path in row["files"])
    data = told["data"]
    assert data["deliveries"] == [row["delivery_id"]]
    assert [(one["case"], one["rows"], one["due"], one["phase"]) for one in data["cases"]] == [
        (number, 2, str(case["due"]), "asked")
    ]
    assert street.texts(BUREAU) == []


def test_nobody_s_values_are_in_what_is_sent(street: Street):
    street.round(day(2))

    said = "".join(street.texts(TO)) + str(street.hook.calls)
    for value in (*WRONG, *WRONG.values(), "第3街道"):
        assert value not in said


def test_workbook_and_page_go_along_where_that_is_declared(street: Street, catalog: Path):
    declare(catalog, {"mail": {"to": [TO], "attach_mb": 5}})

    street.round(day(2))

    [mail] = street.mail.mailbox(TO)
    attached = {one.get_filename(): one.get_payload(decode=True) for one in mail.iter_attachments()}
    box = street.town.box("statistics")
    assert sorted(Path(name).suffix for name in attached) == [".html", ".xlsx"]
    assert attached == {name: (box / name).read_bytes() for name in attached}
    assert street.town.rows("select * from notice.enclosed") == []


def test_files_that_are_no_longer_to_go_along_do_not_though_they_waited(
    street: Street, catalog: Path
):
    declare(catalog, {"mail": {"to": [TO], "attach_mb": 5}})
    street.round(day(2, 21))
    assert len(street.town.rows("select * from notice.enclosed")) == 2
    declare(catalog, {"mail": {"to": [TO]}})

    street.round(day(3))

    [mail] = street.mail.mailbox(TO)
    assert list(mail.iter_attachments()) == []
    assert street.town.rows("select * from notice.enclosed") == []


def test_who_only_answers_by_mail_is_sent_nothing(street: Street, catalog: Path):
    declare(catalog, {"mail": {"senders": [TO], "attach_mb": 5}})

    street.round(day(2))

    assert (street.mail.taken, len(street.hook.taken)) == ([], 1)
    assert street.town.rows("select * from notice.enclosed") == []


def test_what_is_held_at_night_goes_with_the_next_round(street: Street):
    street.round(day(2, 21))
    assert len(list(street.town.box("statistics").glob("*20261102*.xlsx"))) == 1
    assert (street.mail.taken, street.hook.calls) == ([], [])

    street.round(day(3))

    assert (len(street.texts(TO)), len(street.hook.taken)) == (1, 1)


def test_a_channel_that_fails_keeps_no_other_and_the_report_is_not_sent_again(street: Street):
    street.mail.says["DATA"] = "550 no"
    street.hook.answers = [503]
    with pytest.raises(Unreachable, match="webhook hook"):
        street.round(day(2))
    reports = street.town.inbox("statistics")

    with pytest.raises(Refused, match="mail server smtp says 550 no"):
        street.send(day(2))
    street.mail.says.clear()
    street.send(day(2))

    assert (len(street.texts(TO)), len(street.hook.taken)) == (1, 1)
    assert street.town.inbox("statistics") == reports


def test_a_connection_nobody_made_is_refused_and_the_other_channel_used(
    street: Street, catalog: Path
):
    declare(catalog, {"webhook": {"connection": "no_such"}})

    def find(name: str) -> Any:
        if name == "no_such":
            raise Refused("connection no_such is unknown")
        return street.town.connections(name)

    with clock.at(day(2)):
        rounds.raise_cases(street.town.house)
    street.town.notify("statistics", day(2))
    with pytest.raises(Refused, match="no_such"):
        street.send(day(2), town=replace(street.town, connections=find))
    assert len(street.texts(TO)) == 1


def test_the_bureau_is_told_once_of_what_is_overdue_and_when_it_is_settled(street: Street):
    street.round(day(2))
    for number in (16, 23, 24):  # due; five working days overdue
        street.round(day(number))
    [text] = street.texts(BUREAU)
    assert "逾期未办，请督办】1 案" in text
    assert "统计局逾期未办" in text

    street.mends(day(25))
    street.round(day(25))

    [_, last] = street.texts(BUREAU)
    assert "【已了结】" in last
    assert "（全部了结）" in last


def test_a_case_that_was_decided_is_no_news_and_is_told_of_when_it_is_settled(street: Street):
    street.round(day(2))
    rows = street.town.rows("select cast(finding_id as text) as id from discrepancy.finding")
    office = rounds.office_of(street.town.base, Catalog.readable())
    given = [Given(row["id"], "elsewhere", "由民政部门认定") for row in rows]
    with clock.at(day(3)), street.town.base.transaction() as connection:
        [referred] = actions.answer(connection, office.now, "statistics", given, "a file")
    street.round(day(3))
    [text] = street.texts(BUREAU)
    assert "请认定" in text

    decision = Decision(referred.case_id, "statistics", "以登记为准")
    with clock.at(day(4)), street.town.base.transaction() as connection:
        actions.decide(connection, office.now, decision)
    street.round(day(4))
    assert street.texts(BUREAU) == [text]

    street.mends(day(5))
    street.round(day(5))
    [_, last] = street.texts(BUREAU)
    assert "（全部了结）" in last
    assert "了结 2 条" in last


POINTS = [
    (paramiko.SFTPClient, "posix_rename", 1),
    (actions, "tell", 1),
    (messages, "owe", 1),
    (messages, "_begin", 1),
    (messages, "_note", 1),
    (messages, "_begin", 3),
    (messages, "_note", 2),
]


@pytest.mark.kill
@pytest.mark.parametrize(
    ("owner", "step", "time"), POINTS, ids=[f"{step}-{time}" for _, step, time in POINTS]
)
def test_a_round_killed_anywhere_and_run_again_tells_all_once(
    street: Street, owner: Any, step: str, time: int
):
    street.town.base.engine.dispose()
    dies(partial(again, street), owner, step, time)

    street.round(day(2))
    street.round(day(2))

    assert (len(street.texts(TO)), len(street.hook.taken)) == (1, 1)
    assert len(list(street.town.box("statistics").glob("*20261102*.xlsx"))) == 1
    told = street.town.rows("select * from notice.message")
    assert {(one["channel"], one["sent_at"] is not None) for one in told} == {
        ("mail", True),
        ("webhook", True),
    }


def again(street: Street) -> None:
    """A round over connections of this process's own."""
    street.round(day(2), Base.at(street.town.base.engine.url))
