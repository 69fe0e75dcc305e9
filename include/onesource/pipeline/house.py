"""What every step needs: the base database, the lake, and how to find a connection."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from onesource.sources.connections import Connections, from_environment
from onesource.store.base import Base
from onesource.store.lake import Lake


@dataclass(frozen=True)
class House:
    """The base database, the lake and the connections of one installation."""

    base: Base
    lake: Lake = field(default_factory=Lake)
    connections: Connections = from_environment


def staging_table(prefix: str, owner: str) -> str:
    """A staging table's name for one batch or build: the same each time, and short enough."""
    return f"{prefix}_{hashlib.sha256(owner.encode()).hexdigest()[:16]}"
