"""What every room of the door works in: the base database, and the catalogue of a minute ago at most."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Catalog
from onesource.discrepancy.raising import Office
from onesource.notice.model import ProviderFacts
from onesource.pipeline import round as rounds
from onesource.store.base import Base

FRESH = 60.0  # seconds for which the catalogue is not read again
PATIENCE = "set local lock_timeout = '20s'"  # while a library is published others wait


@dataclass
class Bureau:
    """One installation as the door sees it. per_minute: how often each token may ask."""

    base: Base
    per_minute: int = 120
    _catalog: Catalog | None = None
    _read_at: float = 0.0
    _facts: dict[str, ProviderFacts] = field(default_factory=dict)
    _office: tuple[date, float, Office] | None = None
    _reading: Lock = field(default_factory=Lock)

    def catalog(self) -> Catalog:
        """What is declared."""
        with self._reading:
            if self._catalog is None or time.monotonic() - self._read_at > FRESH:
                self._catalog, self._read_at = Catalog.readable(), time.monotonic()
                self._facts = {}
            return self._catalog

    def facts(self, provider: str) -> ProviderFacts | None:
        """What a provider is told by; None where it is declared no longer."""
        catalog, known = self.catalog(), self._facts
        if provider not in catalog.providers:
            return None
        if provider not in known:
            known[provider] = rounds.facts_of(catalog, provider)
        return known[provider]

    def office(self) -> Office:
        """By what every step is decided now."""
        return rounds.office_of(self.base, self.catalog())

    def office_lately(self) -> Office:
        """The same as of a minute ago at most, and of today: for who looks and decides nothing."""
        catalog, today = self.catalog(), clock.today()
        known = self._office
        if known is None or known[0] != today or time.monotonic() - known[1] > FRESH:
            known = self._office = (today, time.monotonic(), rounds.office_of(self.base, catalog))
        return known[2]

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """One transaction, which waits for no lock longer than a caller does."""
        with self.base.transaction() as connection:
            connection.execute(sa.text(PATIENCE))
            yield connection
