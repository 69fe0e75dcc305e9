"""A whole that differs little from the one in force: only its news are kept, and it comes to the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from bench.delivered import Delivered, declare
from notice.given import gather
from pipeline.bureau import Bureau, Interface, citizen, day

from onesource.catalog import Catalog
from onesource.errors import Refused
from onesource.landing.kept import BESIDE, CONTENT, NEWS, RECORDS
from onesource.pipeline import enclosures
from onesource.pipeline import round as rounds
from onesource.quality import state
from onesource.sources.connections import Connection
from onesource.store.base import Base

PATH = "health/contacts"
HEAD = "档案编号,公民身份号码,姓名,性别,联系电话"


@dataclass(frozen=True)
class Folder(Bureau):
    """The bureau, which reads the feed from a folder."""

    @property
    def made(self) -> Delivered:
        return Delivered(self.folder)

    def _connection(self, name: str) -> Connection:
        return Connection(name=name, kind="fs", extra={"path": str(self.made.files)})

    def deliver(self, number: int, rows: Iterable[str]) -> None:
        """The file of that day."""
        text = "".join(f"{row}\n" for row in (HEAD, *rows))
        self.made.file("contacts", number).write_text(text, encoding="utf-8")

    def kept_of(self, batch_id: str) -> set[str]:
        """Which files of its rows a batch has."""
        folder = Path(self.house.lake.path(self._folder(batch_id)))
        return {file.name for file in folder.iterdir()} & {RECORDS, NEWS, CONTENT, BESIDE}

    def rows_of(self, batch_id: str) -> list[tuple[object, ...]]:
        """The news of a batch."""
        with duckdb.connect() as duck:
            self.house.lake.relation(duck, "news", f"{self._folder(batch_id)}/{NEWS}")
            return duck.execute("from news").fetchall()

    def _folder(self, batch_id: str) -> str:
        query = "select folder from registry.batch where batch_id = :batch_id"
        [row] = self.base.rows(query, batch_id=batch_id)
        return str(row["folder"])


@pytest.fixture
def bureau(base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.setattr(state, "LEAST", 1)
    bureau = Folder(base, tmp_path, Interface(), PATH)
    bureau.made.files.mkdir()
    declare(bureau.made)
    monkeypatch.setenv("ONESOURCE_CATALOG", str(bureau.made.catalog))
    return bureau


def person(number: int, phone: str = "13000000000", name: str = "甲某") -> str:
    return f"F{number},{citizen(number)},{name},男,{phone}"


def people(**changed: str) -> list[str]:
    """Thirty, the ones named otherwise."""
    return [changed.get(f"F{number}", person(number)) for number in range(30)]


def test_only_the_news_of_a_whole_that_differs_little_are_kept(bureau: Folder) -> None:
    bureau.deliver(1, people())
    first = bureau.run(day(1))
    bureau.deliver(2, people(F3=person(3, "13000000003")))
    second = bureau.run(day(2))

    assert first is not None
    assert second is not None
    assert bureau.kept_of(first) == {RECORDS}
    assert bureau.kept_of(second) == {NEWS, CONTENT, BESIDE}
    told = ("F3", citizen(3), "甲某", "男", "13000000003")
    assert bureau.rows_of(second) == [(4, *told)]
    assert bureau.counts(second) == (30, 30, 0, 0)
    assert bureau.state("phone")["F3"] == "13000000003"
    assert len(bureau.state()) == 30


def test_rows_alike_in_another_order_have_no_news(bureau: Folder) -> None:
    bureau.deliver(1, [*people(), person(3)])
    bureau.run(day(1))
    bureau.deliver(2, [*people()[::-1], person(3)])
    second = bureau.run(day(2))

    assert second
    assert bureau.rows_of(second) == []
    assert bureau.counts(second) == (31, 30, 0, 1)


@pytest.mark.parametrize("why", ["few", "another"])
def test_where_the_whole_is_judged_after_all_the_bytes_are_read_again(
    bureau: Folder, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    bureau.deliver(1, people())
    bureau.run(day(1))
    bureau.deliver(2, people(F3=person(3, "13000000003")))
    landed = bureau.land(day(2))
    assert bureau.kept_of(landed.batch_id) == {NEWS, CONTENT, BESIDE}
    if why == "few":
        monkeypatch.setattr(state, "LEAST", 10**9)
    else:  # meanwhile another was put in force
        bureau.deliver(3, people(F4=person(4, "13000000004")))
        bureau.made.file("contacts", 2).rename(bureau.folder / "aside.csv")
        bureau.run(day(2, 21), day(1, 21))
    bureau.check(day(2, 22), landed.batch_id)
    bureau.accept(day(2, 22), landed.batch_id)

    assert bureau.in_force().batch_id == landed.batch_id
    assert bureau.counts(landed.batch_id) == (30, 30, 0, 0)
    phones = {f"F{number}": "13000000000" for number in range(30)} | {"F3": "13000000003"}
    assert bureau.state("phone") == phones


def test_where_much_differs_every_row_is_kept(bureau: Folder) -> None:
    bureau.deliver(1, people())
    bureau.run(day(1))
    bureau.deliver(2, [person(number, "13000000009") for number in range(30)])
    second = bureau.run(day(2))

    assert second
    assert bureau.kept_of(second) == {RECORDS}


def test_a_row_that_is_wrong_as_before_is_sent_back_as_it_is_delivered(bureau: Folder) -> None:
    wrong = person(5, " 不详 ")
    bureau.deliver(1, people(F5=wrong))
    bureau.run(day(1))
    bureau.deliver(2, people(F5=wrong, F3=person(3, "13000000003")))
    second = bureau.run(day(2))

    assert second
    assert bureau.kept() == {"F5": ["pattern"]}
    heads, row = enclosed(bureau)
    assert heads[1:] == ("行号", *HEAD.split(","), "原因", "改法")
    assert row[1:7] == (6, *wrong.split(","))


def enclosed(bureau: Folder) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """The one row that is sent back, and what its cells are."""
    catalog = Catalog.load()
    facts = rounds.facts_of(catalog, "health")
    with bureau.base.transaction() as connection:
        report = gather(connection, "evening", day(2, 23), facts)
    with duckdb.connect() as duck:
        shop = enclosures.Shop(bureau.house, catalog, report, duck)
        [(heads, rows)] = [(one.heads, list(one.rows)) for one in enclosures.gather(shop)]
    [row] = rows
    return heads, row


def test_a_row_that_is_torn_holds_a_whole_that_differs_little(bureau: Folder) -> None:
    bureau.deliver(1, people())
    bureau.run(day(1))
    bureau.deliver(2, people(F3="F3,torn"))

    with pytest.raises(Refused, match="row 4 does not have the header's columns"):
        bureau.run(day(2))
