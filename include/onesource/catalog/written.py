"""Reads one declared file as it is written, a mapping or a code list, and tells what is wrong with its form.

What a reader of YAML or CSV would pass over is a fault here: a field written twice,
a code written twice, a line of another shape. What the entries mean is decided elsewhere.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Told = list[tuple[str, str]]  # (the place within the file, what is wrong there)

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
HEADER = ["code", "title"]


def mapping(file: Path) -> tuple[dict[str, Any], Told]:
    """The fields of a YAML file, and the faults of its form; empty where it cannot be read."""
    try:
        loader = _Loader(file.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        entry = loader.construct_document(node) if node else None
    except (OSError, ValueError, yaml.YAMLError) as error:
        return {}, [("", _unreadable(error))]
    if node is None or not isinstance(entry, dict):
        return {}, [("", "must be a mapping of fields")]
    twice = _twice(node, "", set())
    return entry, [(place, "is written twice; keep one of them") for place in twice]


def codes(file: Path) -> tuple[dict[str, str], Told]:
    """The titles of a code list (CSV, UTF-8, header code,title) by code, and the faults of its form."""
    titles: dict[str, str] = {}
    faults: Told = []
    try:
        with file.open(encoding="utf-8", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            if (header := next(reader, [])) != HEADER:
                found = ",".join(header) or "nothing"
                return {}, [("line 1", f"must be the header code,title and is {found}")]
            for row in reader:
                fault = _code_fault(row, titles)
                if fault:
                    faults.append((f"line {reader.line_num}", fault))
                elif row:
                    titles[row[0]] = row[1]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return {}, [("", _unreadable(error))]
    if not titles and not faults:
        faults.append(("", "lists no code; write one a line below the header"))
    return titles, faults


def _code_fault(row: list[str], titles: dict[str, str]) -> str | None:
    if not row:
        return None
    if len(row) != len(HEADER):
        return (
            f"has {len(row)} values and needs a code and a title; put one with a comma into quotes"
        )
    code, title = row
    if not code or not title or row != [value.strip() for value in row]:
        return "needs a code and a title, without blanks around them"
    return f"{code} is listed twice; keep one of them" if code in titles else None


def _twice(node: Any, place: str, seen: set[int]) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode) or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _twice(item, f"{place}{number}.", seen)
        return
    fields = set()
    for key, value in node.value:
        name = str(key.value)
        if name in fields:
            yield f"{place}{name}"
        fields.add(name)
        yield from _twice(value, f"{place}{name}.", seen)


def _unreadable(error: Exception) -> str:
    hint = "; save it as UTF-8" if isinstance(error, UnicodeDecodeError) else ""
    return f"cannot be read: {' '.join(str(error).split())}{hint}"
