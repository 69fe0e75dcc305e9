"""What every form of delivery is read with, and the table `records` made of rows of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from onesource.catalog import Feed
from onesource.catalog.contract import NUMBERS
from onesource.errors import Refused
from onesource.landing import agreement
from onesource.sources import text_table
from onesource.store import engine, sql

FILE = ".records.parquet"  # no delivered file's name begins with a dot
CONTENT = ".content.parquet"
EXACT_DIGITS = 15  # that a binary number keeps


@dataclass(frozen=True)
class Reading:
    """One delivery being read. folder: for files in between.

    most: where the view `before` tells what each row of the delivery before was like: then only
    the rows that are like none of those are kept, unless there are more than so many.
    """

    feed: Feed
    duck: duckdb.DuckDBPyConnection
    folder: Path
    most: int | None = None

    def agree(self, columns: Sequence[str], where: str) -> None:
        """Raises Refused unless `columns` have names of their own and are the agreed ones."""
        text_table.distinct(columns, where)
        agreement.columns(self.feed, list(columns))

    @property
    def file(self) -> Path:
        """Where the rows lie, in their order and without their numbers."""
        return self.folder / FILE

    def keep(self, query: str) -> None:
        """Makes `records` of a query's rows, numbered in their order. They are never held in memory."""
        if self.most is not None and self._keep_news(query, self.most):
            return
        engine.copy_out(self.duck, query, self.file)
        self._number()

    def texts(self, texts: Path, columns: Sequence[str]) -> None:
        """Makes `records` of a Parquet file of texts, numbered in its order."""
        if ours := ignored(columns):
            left = ", ".join(sql.name(name) for name in ours)
            self.keep(f"select * exclude ({left}) from {of(texts)}")
            return
        self.file.hardlink_to(texts)
        self._number()

    def nothing(self) -> None:
        """Makes `records` with the agreed columns and no rows."""
        agreed = sorted(self.feed.contract.agreed())
        self.keep(sql.statement("lake/landing/no_records", columns=agreed))

    @property
    def content(self) -> Path:
        """Where it lies what each row is like, in their order, where only the news are kept."""
        return self.folder / CONTENT

    def count(self) -> int:
        """How many rows were delivered."""
        rows = of(self.content) if self.content.exists() else "records"
        [(counted,)] = self.duck.execute(f"select count(*) from {rows}").fetchall()
        return int(counted)

    def _keep_news(self, query: str, most: int) -> bool:
        """Makes `records` of the rows that are like none before; false where that is of no use.

        That is where many are new, or a column is kept that nobody agreed on and nobody compares.
        """
        described = self.duck.execute(f"describe {query}").fetchall()
        contract = self.feed.contract
        if {column for column, *_ in described} - contract.agreed():
            return False
        agreed = [contract.delivered(column) for column in contract.columns]
        self._run("arrived", query=query, agreed=agreed)
        engine.copy_out(self.duck, "select __content from arrived", self.content)
        numbered = engine.parquet(str(self.content), numbered=True)
        self.duck.execute(f"create or replace view content as {numbered}")
        self._run("news")
        [(news,)] = self.duck.execute("select count(*) from news").fetchall()
        if news > most:
            self.content.unlink()
            return False
        engine.copy_out(self.duck, sql.statement("lake/landing/new_records"), self.file)
        self.duck.execute(f"create or replace view records as from {of(self.file)}")
        return True

    def _run(self, statement: str, **names: object) -> None:
        self.duck.execute(sql.statement(f"lake/landing/{statement}", **names))

    def _number(self) -> None:
        rows = engine.parquet(str(self.file), numbered=True)
        self.duck.execute(f"create or replace view records as {rows}")


def ignored(columns: Sequence[str]) -> list[str]:
    """The delivered columns that would be taken for the rows' own numbers."""
    return [name for name in columns if name.casefold() in NUMBERS]


def of(parquet: Path) -> str:
    """The rows of a Parquet file, as SQL names them."""
    return f"read_parquet({sql.literal(parquet)})"


def number(value: float | int) -> str:
    """A number as a person sees it: a whole one without a point.

    One of more digits than a binary number keeps is written with an exponent, so that what
    is left of an identifier is not taken for one.
    """
    exact = Decimal(value)
    if not exact.is_finite():
        return repr(value)
    if abs(exact) >= 10**EXACT_DIGITS:
        return _rounded(exact)
    shown = format(Decimal(f"{exact:.{EXACT_DIGITS}g}"), "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _rounded(value: Decimal) -> str:
    mantissa, _, exponent = f"{value:.{EXACT_DIGITS - 1}E}".partition("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"


def unreadable(name: str, form: str, told: object) -> Refused:
    """The refusal of a file that is not of the agreed form."""
    words = " ".join(str(told).split())[:200]
    return Refused(
        f"{name} cannot be read as {form} ({words}); deliver the file whole, in the agreed form",
        rule="unreadable",
        file=name,
        form=form,
    )
