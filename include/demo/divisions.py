"""The one row both departments publish, and the packed registers it comes from.

Reads and writes the plain table `code,name,level`; what a department's own file
or answer looks like is that department's business. Rows are taken as they are:
a register with a fault in it must be deliverable, faults are what is collected for.
"""

from __future__ import annotations

import csv
import io
import lzma
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

REGISTERS = Path(__file__).parent / "registers"
HEADER = ("code", "name", "level")


class Division(NamedTuple):
    """One administrative division: a 12-digit code, a name, a level "1" (province) to "4"."""

    code: str
    name: str
    level: str


def in_order(rows: Iterable[Division]) -> list[Division]:
    """By code, then level: four statistical codes stand at two levels."""
    return sorted(rows, key=lambda row: (row.code, row.level))


def encode(rows: Iterable[Division]) -> bytes:
    """The rows as UTF-8 CSV, in the order given; the same rows give the same bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
    return text.getvalue().encode()


def decode(data: bytes) -> list[Division]:
    """The rows of a table that `encode` wrote."""
    reader = csv.reader(io.StringIO(data.decode(), newline=""))
    header = tuple(next(reader, ()))
    if header != HEADER:
        raise ValueError(f"a register begins with {','.join(HEADER)}, not {','.join(header)}")
    return [Division(*row) for row in reader]


def packed(name: str) -> list[Division]:
    """A register of the `registers` folder, whose README tells where each comes from."""
    return decode(lzma.decompress((REGISTERS / f"{name}.csv.xz").read_bytes()))
