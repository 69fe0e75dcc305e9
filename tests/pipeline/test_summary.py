"""What an installation holds, told in a few tables."""

from __future__ import annotations

from onesource.catalog import Catalog
from onesource.pipeline import summary
from onesource.store.base import Base


def test_a_library_that_was_never_built_is_told_as_such(base: Base):
    tables = summary.tables(Catalog.load(), base)

    assert ("geospatial.division", "-", "not built yet", None) in tables[1].rows
