"""Reads one file of a given form as a delivery, without judging its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sources.feeds import feed

from onesource.errors import Refused
from onesource.landing.read import read
from onesource.sources.delivery import Declared, Delivery, Received
from onesource.store import engine


@contextmanager
def opened(
    form: dict[str, Any], file: Path, columns: Sequence[str], **other: Any
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The engine in which `file` was read into `records`."""
    source = {
        "kind": "front_end_machine",
        "connection": "box",
        "files": "*",
        "manifest": "none",
        "format": form,
    }
    agreed = feed(source, columns, mode="snapshot", changed_by=None, **other)
    delivery = Delivery((Received(file.name, file),), (), Declared(), "")
    with engine.work("read") as folder, engine.duck(folder) as duck:
        read(agreed, delivery, duck, folder)
        yield duck


def records(
    form: dict[str, Any], file: Path, columns: Sequence[str], **other: Any
) -> list[tuple[Any, ...]]:
    """The rows in their order: number, then `columns`."""
    named = ", ".join(f'"{column}"' for column in columns)
    with opened(form, file, columns, **other) as duck:
        return duck.execute(f"select row_number, {named} from records order by 1").fetchall()


def refused(form: dict[str, Any], file: Path, columns: Sequence[str], **other: Any) -> Refused:
    """Why the file is refused."""
    with pytest.raises(Refused) as told:
        records(form, file, columns, **other)
    return told.value
