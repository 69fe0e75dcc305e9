"""What is wrong with a declaration: one fault, and the refusal that lists all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onesource.errors import Refused


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a declared file. field: the place within it, empty for the whole."""

    file: str
    field: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.field, self.message) if part)


class Faulty(Refused):
    """The declarations are wrong; `faults` lists everything found, file by file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.file)
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"the catalogue has {len(self.faults)} fault(s):\n{lines}")
