"""What the desk is told by whoever hosts it: who is looking, as what, and how the feeds' runs went."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_bytes
from typing import Literal

from starlette.requests import Request

from onesource import clock

Role = Literal["operator", "steward", "adjudicator", "auditor"]
ROLES: tuple[Role, ...] = ("operator", "steward", "adjudicator", "auditor")


@dataclass(frozen=True)
class Visitor:
    """Who is logged in, and as what they may look at the desk; without a role not at all."""

    name: str
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Building:
    """How far a library that is being made is: steps done, of how many, since when."""

    done: int
    steps: int
    since: datetime


@dataclass(frozen=True)
class Host:
    """visitor: who asks, None where nobody is logged in. failing: ids of the DAGs whose last run failed.

    building: the libraries that are being made now.

    root: the path under which the host's own pages lie, empty where it is the top. secret: by
    which a form is known to be the desk's own; the same in every process that serves it.
    """

    visitor: Callable[[Request], Awaitable[Visitor | None]]
    failing: Callable[[], Collection[str]]
    root: str = ""
    building: Callable[[], Mapping[str, Building]] = dict
    secret: bytes = field(default_factory=lambda: token_bytes(32), repr=False)

    def feed(self, path: str) -> str:
        """Where the runs of the feed `<provider>/<feed>` are seen to."""
        return f"{self.root}/dags/{dag_id(path)}"

    def adjudications(self) -> str:
        """Where the cases before the bureau are decided."""
        return f"{self.root}/dags/adjudications/required_actions"

    def seal(self, visitor: Visitor) -> str:
        """What a form carries that was given to this visitor today."""
        told = f"form\n{visitor.name}\n{clock.today()}".encode()
        return hmac.new(self.secret, told, hashlib.sha256).hexdigest()


def dag_id(path: str) -> str:
    """The DAG of the feed `<provider>/<feed>`."""
    return f"feed.{path.replace('/', '.')}"
