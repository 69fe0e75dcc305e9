"""What of a delivery lies in the lake beside its bytes, and how its rows are read again.

Mostly that is every row, as text. Where a whole differs little from the one before, it is what
each row is like and those rows that are like none before: all others lie with earlier ones.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from onesource.catalog import Feed
from onesource.landing import read
from onesource.landing.batch import Before
from onesource.landing.formats.records import Reading
from onesource.sources.delivery import Declared, Delivery, Received
from onesource.store.lake import Lake

RECORDS, NEWS, CONTENT, BESIDE = "records.parquet", "news.parquet", "content.parquet", "news.json"


@dataclass(frozen=True)
class News:
    """A delivery of which only the news are kept: the batch that has the rest, its data files as received."""

    before: str
    files: list[str]


@dataclass(frozen=True)
class Kept:
    """What lies of one batch in its folder of the lake."""

    lake: Lake
    folder: str

    def keep(self, reading: Reading, delivery: Delivery, before: Before | None) -> None:
        """Stores what was read of a delivery; the word that it is the news alone last."""
        if before is None or not reading.content.exists():
            self.lake.put(reading.file, f"{self.folder}/{RECORDS}")
            return
        news = News(before.batch_id, [file.name for file in delivery.data])
        told = reading.folder / BESIDE
        told.write_text(json.dumps(asdict(news), ensure_ascii=False))
        for file, name in ((reading.content, CONTENT), (reading.file, NEWS), (told, BESIDE)):
            self.lake.put(file, f"{self.folder}/{name}")

    def show(self, duck: duckdb.DuckDBPyConnection) -> News | None:
        """Makes the rows kept readable as `delivered`, with their numbers.

        Where these are the news alone, also what each row is like as `contents`, and tells so.
        """
        lake, folder = self.lake, self.folder
        if lake.exists(f"{folder}/{RECORDS}"):
            lake.relation(duck, "delivered", f"{folder}/{RECORDS}", numbered=True)
            return None
        lake.relation(duck, "delivered", f"{folder}/{NEWS}")
        lake.relation(duck, "contents", f"{folder}/{CONTENT}", numbered=True)
        return News(**json.loads(lake.read(f"{folder}/{BESIDE}")))

    def read_again(
        self, feed: Feed, news: News, duck: duckdb.DuckDBPyConnection, work: Path
    ) -> None:
        """Makes every row of a delivery of which only the news were kept readable as `records`."""
        aside = work / "received"
        aside.mkdir()
        for name in news.files:
            self.lake.get(f"{self.folder}/received/{name}", aside / name)
        data = tuple(Received(name, aside / name) for name in news.files)
        read.read(feed, Delivery(data, (), Declared(), ""), duck, aside)
