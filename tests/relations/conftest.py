"""A fresh yard for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from relations.yard import Yard

from onesource.store.base import Base
from onesource.store.lake import Lake


@pytest.fixture
def yard(base: Base, tmp_path: Path) -> Yard:
    return Yard(base, Lake(str(tmp_path / "lake")), tmp_path)
