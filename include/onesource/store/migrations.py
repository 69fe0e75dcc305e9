"""Brings the base database's schema up to date: the files of sql/schema, each once, in order.

An applied file is never edited: a change is a new file.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import sqlalchemy as sa

from onesource import settings
from onesource.errors import Refused
from onesource.store.base import Base

_LEDGER = (
    "create table if not exists public.migration ("
    "name text primary key, checksum text not null, applied_at timestamptz not null default now())"
)


def migrate(base: Base) -> list[str]:
    """Applies what is missing, all in one transaction, and says which files those were.

    Raises Refused where an applied file has changed since.
    """
    with base.transaction(lock="migrations") as connection:
        connection.execute(sa.text(_LEDGER))
        rows = connection.execute(sa.text("select name, checksum from public.migration"))
        applied = {row.name: row.checksum for row in rows}
        return [
            file.stem
            for file in sorted((settings.sql() / "schema").glob("*.sql"))
            if _apply(connection, file, applied)
        ]


def _apply(connection: sa.Connection, file: Path, applied: dict[str, str]) -> bool:
    text = file.read_text(encoding="utf-8")
    checksum = hashlib.sha256(text.encode()).hexdigest()
    if file.stem in applied:
        if applied[file.stem] != checksum:
            raise Refused(
                f"sql/schema/{file.name} was applied and has changed since; "
                "restore it and put the change into a new file"
            )
        return False
    connection.exec_driver_sql(text)
    connection.execute(
        sa.text("insert into public.migration (name, checksum) values (:name, :checksum)"),
        {"name": file.stem, "checksum": checksum},
    )
    return True
