"""What the desk's tests stand on: a real base database, and the desk served over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dags.conftest import bag
from desk.lectern import Lectern, opened
from notice.desk import Desk
from notice.given import TUESDAY
from pipeline.conftest import city, town

from onesource.desk import overview
from onesource.store.base import Base

__all__ = ["bag", "city", "town"]


@pytest.fixture
def lectern(base: Base, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lectern]:
    monkeypatch.setattr(overview, "SHARED", -1.0)  # each reader is told what is so now
    with opened(base, TUESDAY) as served:
        yield served


@pytest.fixture
def asked(base: Base, tmp_path: Path) -> Desk:
    """Statistics and the bureau, over the same base database."""
    return Desk(base, tmp_path)
