"""What became of a filled report, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field

from onesource.notice.form import Fault, Line
from onesource.notice.model import CaseLine


@dataclass(frozen=True)
class Verdict:
    """What became of an answered row: taken or not, why, and what to do."""

    line: Line
    taken: bool
    why: str


@dataclass
class Outcome:
    """What became of a filled report: its rows, what kept others from being read, the cases that moved.

    told_on: the day of the report it answers, where there is a later one. fault: why nothing
    at all could be taken; strange: some of it is about what is not there, or not this provider's.
    """

    verdicts: list[Verdict] = field(default_factory=list)
    faults: tuple[Fault, ...] = ()
    moved: list[CaseLine] = field(default_factory=list)
    told_on: str | None = None
    fault: str | None = None
    strange: bool = False

    @property
    def taken(self) -> int:
        """How many rows were taken."""
        return sum(verdict.taken for verdict in self.verdicts)

    @property
    def refused(self) -> int:
        """How many rows were not, and what else of the file was not."""
        return len(self.verdicts) - self.taken + len(self.faults)
