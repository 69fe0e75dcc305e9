"""A lake beside a lake: what is put lies in a folder of its own, the lake beneath is only read."""

from __future__ import annotations

from pathlib import Path

import duckdb

from onesource.store.lake import Lake


class Aside(Lake):
    """All that lies in the lake `beneath`, and what is put here; it goes with `folder`."""

    def __init__(self, beneath: Lake, folder: Path) -> None:
        super().__init__(str(folder))
        self.beneath = beneath

    def holding(self, name: str) -> Lake:
        """This one where it was put here, else the one beneath."""
        return self if super().exists(name) else self.beneath

    def exists(self, name: str) -> bool:
        """Whether `name` is stored, here or beneath."""
        return super().exists(name) or self.beneath.exists(name)

    def read(self, name: str) -> bytes:
        """The bytes of one small file, of here or beneath."""
        return super().read(name) if self.holding(name) is self else self.beneath.read(name)

    def relation(
        self, duck: duckdb.DuckDBPyConnection, view: str, name: str, numbered: bool = False
    ) -> None:
        """Makes the Parquet file `name`, of here or beneath, readable as `view`."""
        if self.holding(name) is self:
            super().relation(duck, view, name, numbered)
        else:
            self.beneath.relation(duck, view, name, numbered)
