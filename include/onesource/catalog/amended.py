"""The catalogue as it would be with another declaration of one library: an edited copy, or rules amended.

Amendments are made in what is written, and the whole is read anew: what is wrong with
them is told as it is of any declaration.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from onesource import clock, settings
from onesource.catalog import written
from onesource.catalog.load import Catalog
from onesource.errors import Refused

Entry = dict[str, Any]  # a declaration's fields, or a part of them


@dataclass(frozen=True)
class Amendments:
    """What is otherwise: `declaration`, an edited copy of the file, then single rules.

    authority: `<entity>[.<element>]=<provider>[@<first day>]`, of the entity's existence where
    no element is named. compare: `<entity>.<element>=<how>[:<tolerance>]`.
    grace: `<entity>[.<element>]=<days>`.
    """

    declaration: Path | None = None
    authority: tuple[str, ...] = ()
    compare: tuple[str, ...] = ()
    grace: tuple[str, ...] = ()


def load(library: str, amendments: Amendments, folder: Path) -> Catalog:
    """The catalogue of today with `library` amended; its files are copied into `folder`, a new one.

    Raises Faulty with every fault, Refused where an amendment cannot be understood.
    """
    shutil.copytree(settings.catalog(), folder)
    file = folder / "libraries" / f"{library}.yaml"
    if amendments.declaration:
        _copy(amendments.declaration, file)
    kinds = (("authority", _authority), ("compare", _compare), ("grace", _grace))
    asked = [(kind, amend, told) for kind, amend in kinds for told in getattr(amendments, kind)]
    entry, faults = written.mapping(file)
    if asked and not faults:
        for kind, amend, told in asked:
            _amend(entry, kind, told, amend)
        file.write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")
    return Catalog.load(folder)


def _copy(declaration: Path, file: Path) -> None:
    try:
        shutil.copyfile(declaration, file)
    except OSError as error:
        raise Refused(
            f"{declaration} cannot be read ({error.strerror}); name an edited copy of "
            f"libraries/{file.name}"
        ) from error


def _amend(entry: Entry, kind: str, told: str, amend: Callable[[Entry, str], Entry]) -> None:
    """Puts the fields in the place of those of the entity or element that is named."""
    target, _, value = told.partition("=")
    name, _, element = target.partition(".")
    if not (name and value):
        raise Refused(f"--{kind} {told}: write <entity>.<element>=<value>")
    within = _part(entry, "entities", name, told)
    if element:
        within = _part(within, "elements", element, told)
    elif kind == "compare":
        raise Refused(f"--{kind} {told}: name an element, {name}.<element>")
    try:
        within.update(amend(within, value))
    except ValueError as error:
        raise Refused(f"--{kind} {told}: {error}") from error


def _part(entry: Entry, kind: str, name: str, told: str) -> Entry:
    """The one of that name, its own from now on: what is written once may stand in several places."""
    there = entry.get(kind)
    if not isinstance(there, dict) or not isinstance(there.get(name), dict):
        known = ", ".join(there) if isinstance(there, dict) else "none"
        raise Refused(f"{told}: {name} is not declared; known: {known}")
    own: Entry = dict(there[name])
    entry[kind] = there | {name: own}
    return own


def _authority(within: Entry, value: str) -> Entry:
    provider, _, told = value.partition("@")
    since = date.fromisoformat(told) if told else clock.today()
    if since > clock.today():
        raise ValueError(f"takes force on {since}; leave the day out to try it as of today")
    field = "authority" if "elements" not in within else "existence"
    terms = within.get(field) or []
    if any("keys" in term for term in terms):
        raise ValueError("is decided by ranges of keys; edit a copy and give it by --declaration")
    return {field: [*_ended(terms, since), {"provider": provider, "since": since}]}


def _ended(terms: list[Mapping[str, Any]], since: date) -> list[Entry]:
    """The terms that began before, none of them beyond that day."""
    before = [dict(term) for term in terms if term["since"] < since]
    return [{**term, "until": min(term.get("until") or since, since)} for term in before]


def _compare(within: Entry, value: str) -> Entry:
    how, _, tolerance = value.partition(":")
    within.pop("tolerance", None)
    return {"compare": how} | ({"tolerance": float(tolerance)} if tolerance else {})


def _grace(_: Entry, value: str) -> Entry:
    return {"grace_days": int(value)}
