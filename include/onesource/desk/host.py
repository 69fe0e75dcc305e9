"""What the desk is told by whoever hosts it: who is looking, and how the feeds' runs went."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from starlette.requests import Request


@dataclass(frozen=True)
class Visitor:
    """Who is logged in; allowed: whether they may look at the desk."""

    name: str
    allowed: bool


@dataclass(frozen=True)
class Host:
    """visitor: who asks, None where nobody is logged in. failing: ids of the DAGs whose last run failed.

    root: the path under which the host's own pages lie, empty where it is the top.
    """

    visitor: Callable[[Request], Awaitable[Visitor | None]]
    failing: Callable[[], Collection[str]]
    root: str = ""

    def feed(self, path: str) -> str:
        """Where the runs of the feed `<provider>/<feed>` are seen to."""
        return f"{self.root}/dags/{dag_id(path)}"

    def adjudications(self) -> str:
        """Where the cases before the bureau are decided."""
        return f"{self.root}/dags/adjudications/required_actions"


def dag_id(path: str) -> str:
    """The DAG of the feed `<provider>/<feed>`."""
    return f"feed.{path.replace('/', '.')}"
