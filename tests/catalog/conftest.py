"""A catalogue that may be spoiled: a copy of the declared one, and the faults it is then refused for."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from onesource import settings
from onesource.catalog import Catalog, Fault, Faulty

FEED = "feeds/statistics/divisions.yaml"
API = "feeds/civil_affairs/divisions.yaml"
LIBRARY = "libraries/geospatial.yaml"


@dataclass(frozen=True)
class Spoilt:
    """A copy of the catalogue."""

    folder: Path

    def change(self, file: str, edit: Callable[[Any], object]) -> None:
        """Edits one declaration as the mapping it is."""
        path = self.folder / file
        entry = yaml.safe_load(path.read_text(encoding="utf-8"))
        edit(entry)
        path.write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")

    def write(self, file: str, text: str | bytes) -> None:
        """Replaces or adds one file."""
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def faults(self) -> list[Fault]:
        """What the catalogue is refused for."""
        with pytest.raises(Faulty) as told:
            Catalog.load(self.folder)
        return told.value.faults


@pytest.fixture
def spoilt(tmp_path: Path) -> Spoilt:
    return Spoilt(Path(shutil.copytree(settings.catalog(), tmp_path / "catalog")))
