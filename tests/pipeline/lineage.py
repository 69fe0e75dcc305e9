"""What was told of lineage, read as a catalogue of another system would."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Event = dict[str, Any]
Place = tuple[str, str]


def events(file: Path) -> list[Event]:
    """The events of a file to which they were sent."""
    return [json.loads(line) for line in file.read_text().splitlines() if line]


def downstream(told: Sequence[Event], start: Place) -> set[Place]:
    """All datasets that are made of one, by way of whatever else."""
    found, ahead = set(), [start]
    while ahead:
        place = ahead.pop()
        for event in told:
            if place in {(one["namespace"], one["name"]) for one in event["inputs"]}:
                made = {(one["namespace"], one["name"]) for one in event["outputs"]} - found
                found |= made
                ahead += made
    return found


def origins(told: Sequence[Event], place: Place, column: str) -> set[tuple[str, str, str]]:
    """The columns of deliveries by which a column is told, by way of whatever else."""
    found: set[tuple[str, str, str]] = set()
    outputs = [
        one
        for event in told
        for one in event["outputs"]
        if (one["namespace"], one["name"]) == place
    ]
    fields = [one["facets"]["columnLineage"]["fields"].get(column) for one in outputs]
    if not any(fields):
        return {(*place, column)}
    for source in (one for told_by in fields if told_by for one in told_by["inputFields"]):
        found |= origins(told, (source["namespace"], source["name"]), source["field"])
    return found
