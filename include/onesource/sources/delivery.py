"""What a transport brings back: the bytes as received, and what the sender declared of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from onesource.errors import Refused

CHUNK = 1 << 20


@dataclass(frozen=True)
class Received:
    """One file as received, in a scratch folder."""

    name: str
    path: Path


@dataclass(frozen=True)
class Declared:
    """What the sender says of its delivery, to be held against what arrived."""

    rows: int | None = None
    sha256: str | None = None  # of the one data file
    reference_date: date | None = None


@dataclass(frozen=True)
class Delivery:
    """One delivery: data files in order, kept companions (a manifest), the sender's declarations."""

    data: tuple[Received, ...]
    companions: tuple[Received, ...]
    declared: Declared
    fingerprint: str  # SHA-256 over the data alone, the same however it was wrapped
    fault: Refused | None = None  # what the transport itself found wrong with it
    whole: bool = True  # everything there is, not what changed since a watermark
    watermark: str | None = None  # the latest change seen so far, as text from over there
    repeated: int = 0  # rows that had been asked for before, and come again for safety


def sha256_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def sha256_texts(parts: Iterable[str]) -> str:
    """The SHA-256 over texts in order, each closed by a line feed, in hex."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode())
        digest.update(b"\n")
    return digest.hexdigest()
