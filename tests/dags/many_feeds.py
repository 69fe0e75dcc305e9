"""Declares many more feeds than there are: libraries like the geospatial one, each of so many providers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from onesource import settings

CODES = "codes/*.csv"


def declare(folder: Path, libraries: int, providers: int) -> list[tuple[str, str]]:
    """Adds them to the catalogue in `folder`; says provider and name of each feed."""
    declared = settings.PROJECT / "include" / "catalog"
    library = _read(declared / "libraries/geospatial.yaml")
    feed = _read(declared / "feeds/civil_affairs/divisions.yaml")
    for file in declared.glob(CODES):
        (folder / "codes").mkdir(exist_ok=True)
        (folder / "codes" / file.name).write_bytes(file.read_bytes())
    slugs = [f"department_{number:02d}" for number in range(providers)]
    known = _read(folder / "providers.yaml") if (folder / "providers.yaml").exists() else {}
    box = {slug: {"title": f"部门{slug[-2:]}", "front_end": f"{slug}_frontend"} for slug in slugs}
    _write(folder / "providers.yaml", {**known, **box})
    for number in range(libraries):
        name, first = f"library_{number:02d}", slugs[0]
        told = yaml.safe_load(yaml.safe_dump(library).replace("civil_affairs", first))
        division = told["entities"]["division"]
        for element in ("boundary", "resident_population", "households"):
            del division["elements"][element]
        _write(folder / f"libraries/{name}.yaml", {**told, "entities": {"division": division}})
        for rank, slug in enumerate(slugs):
            entry = {**feed, "resource_code": f"307003/{500_000 + number * 100 + rank:06d}"}
            entry["supplies"] = {**feed["supplies"], "library": name}
            _write(folder / f"feeds/{slug}/{name}.yaml", entry)
    return [(slug, f"library_{number:02d}") for number in range(libraries) for slug in slugs]


def _read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def _write(file: Path, entry: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(entry, allow_unicode=True, sort_keys=False), encoding="utf-8")
