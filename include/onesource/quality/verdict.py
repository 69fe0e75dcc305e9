"""What a check is given and what it came to: the rules, the counts, the names of its files.

Light to import: who only reads a verdict does not load what makes one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from onesource.catalog import Feed
from onesource.catalog.library import Entity
from onesource.store.lake import Lake

OWN = ("quarantine", "findings", "kept", "warned")
CARRIED = ("aside", "kept", "ended", "faults")  # beside the state, of a feed of changes
ENDINGS = {"verdict": ".json", "state": ""}  # a state is a folder, all others are Parquet


@dataclass(frozen=True)
class Verdict:
    """How every received row is accounted for, and what was found. Counted one by one."""

    received: int
    accepted: int
    quarantined: int
    duplicates: int
    warnings: int
    findings: int
    records: int | None = None  # of the feed, known after it


@dataclass(frozen=True)
class Judged:
    """A feed's rules: the feed, the entity it speaks of, the code lists, the digest of them all."""

    feed: Feed
    entity: Entity
    codes: Mapping[str, Mapping[str, str]]
    rules: str


def file(folder: str, part: str, rules: str, previous: str | None = None) -> str:
    """The lake's name of one of a batch's results, judged by `rules` and merged onto `previous`.

    part: quarantine (the rows judged with it), state, kept, findings (the feed's after it),
    warned, verdict; of changes also aside, ended and faults.
    """
    onto = hashlib.sha256(previous.encode()).hexdigest()[:12] if previous else "first"
    return f"{folder}/{part}-{rules}-{onto}{ENDINGS.get(part, '.parquet')}"


def verdict(lake: Lake, folder: str, rules: str, previous: str | None = None) -> Verdict:
    """The verdict stored for a batch judged by `rules` and merged onto `previous`."""
    return Verdict(**json.loads(lake.read(file(folder, "verdict", rules, previous))))
