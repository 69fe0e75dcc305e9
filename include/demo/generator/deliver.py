"""Writes what each department holds: one Parquet file a feed and day, all text, under the delivered names.

A register that is read whole is written whole each day; one that is read by its changes
holds, from the second day on, the rows that came, changed or ended that day.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from demo.generator.book import Book, Held
from demo.generator.days import Days


def deliver(book: Book, days: Days, folder: Path) -> None:
    """Writes every day of one book."""
    for held in book.play(days):
        if (held.day - 1) % book.every == 0:
            path = folder / f"day_{held.day}" / book.provider / f"{book.feed}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(table(book, held), path, compression="zstd")


def table(book: Book, held: Held) -> pa.Table:
    """One day's rows as they are delivered."""
    told = held.present
    if book.stamp and held.day > 1:
        told = held.changed & (held.present | ended(book, held.day))
    at = np.flatnonzero(told)
    return pa.table(
        {
            name: pa.array(column[at], pa.string(), from_pandas=True)
            for name, column in held.columns.items()
        }
    )


def ended(book: Book, day: int) -> np.ndarray:
    """Which rows end on that day, where the department says so by a change."""
    return (book.leaves == day) & (book.appears < day) & (book.ends_by is not None)
