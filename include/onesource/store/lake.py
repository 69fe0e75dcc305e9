"""The lake: immutable files, one folder a batch or build, on a disk or an object store.

A file is there whole or not at all, and counts only once a row of the registry
names its folder. What killed steps left behind is removed by `sweep`.
"""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Iterable
from pathlib import Path

import duckdb
import fsspec.core

from onesource import settings
from onesource.store import engine, sql


class Lake:
    """The lake at a folder or an fsspec URL (`s3://…`, `memory://…`)."""

    def __init__(self, url: str | None = None) -> None:
        self.fs, root = fsspec.core.url_to_fs(url or settings.lake())
        self.root = str(root).rstrip("/")
        self.local = "file" in self.fs.protocol

    def path(self, name: str) -> str:
        """The full path of `name` in the store."""
        return f"{self.root}/{name}"

    def put(self, file: Path, name: str) -> None:
        """Stores `file` as `name`, whole or not at all; `file` may be moved away."""
        if not self.local:
            self.fs.put_file(str(file), self.path(name))
            return
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
        shutil.move(file, part)
        with part.open("rb") as handle:
            os.fsync(handle.fileno())
        part.replace(target)

    def holding(self, name: str) -> Lake:  # noqa: ARG002 - one beside another asks it
        """The lake in which `name` lies: this one."""
        return self

    def exists(self, name: str) -> bool:
        """Whether `name` is stored."""
        return bool(self.fs.exists(self.path(name)))

    def read(self, name: str) -> bytes:
        """The bytes of one small file."""
        return bytes(self.fs.cat_file(self.path(name)))

    def get(self, name: str, file: Path) -> None:
        """Copies the stored `name` to `file`."""
        self.fs.get_file(self.path(name), str(file))

    def relation(
        self, duck: duckdb.DuckDBPyConnection, view: str, name: str, numbered: bool = False
    ) -> None:
        """Makes the Parquet file `name` readable in `duck` as the view `view`.

        numbered: its rows have their row_number, from 1 in the file's order.
        """
        path = self.path(name)
        if not self.local:
            path = self.fs.unstrip_protocol(path)
            self._introduce(duck)
        rows = engine.parquet(path, numbered)
        duck.execute(f"create or replace view {sql.name(view)} as {rows}")

    def _introduce(self, duck: duckdb.DuckDBPyConnection) -> None:
        """Lets `duck` read the store by fsspec; it needs no extension for it then."""
        protocols = (
            {self.fs.protocol} if isinstance(self.fs.protocol, str) else set(self.fs.protocol)
        )
        if not protocols & set(duck.list_filesystems()):
            duck.register_filesystem(self.fs)

    def sweep(self, keep: Iterable[str], older_than: float) -> list[str]:
        """Removes folders that no registry row names and scratch, if older than so many seconds.

        keep: folders (`landing/<provider>/<feed>/<batch>`, `builds/<library>/<build>`).
        Returns what was removed.
        """
        kept, removed = set(keep), []
        oldest = time.time() - older_than
        for folder in [*self._folders("landing", 3), *self._folders("builds", 2)]:
            if folder not in kept and self._newest(folder) < oldest:
                self.fs.rm(self.path(folder), recursive=True)
                removed.append(folder)
        for part in self.fs.glob(self.path("**/.*.part")):
            if self.fs.modified(part).timestamp() < oldest:
                self.fs.rm(part)
                removed.append(str(part).removeprefix(self.root + "/"))
        for left in settings.scratch().iterdir():
            if left.stat().st_mtime < oldest:
                shutil.rmtree(left, ignore_errors=True)
                removed.append(f"scratch/{left.name}")
        return removed

    def _folders(self, top: str, depth: int) -> list[str]:
        pattern = "/".join([self.path(top), *["*"] * depth])
        return [str(found).removeprefix(self.root + "/") for found in self.fs.glob(pattern)]

    def _newest(self, folder: str) -> float:
        times = [self.fs.modified(file).timestamp() for file in self.fs.find(self.path(folder))]
        return max(times, default=0.0)
