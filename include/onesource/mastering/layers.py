"""An entity's golden rows as they lie in the lake: what a build made, and what stands of earlier builds.

A build that makes a few rows anew writes those few; `layers_<entity>` names the files of
earlier builds, the first one first, and `left_<entity>` the keys that are in a file no longer:
made anew in a later one, or gone. Now and then, and where there is little, all is written anew.
"""

from __future__ import annotations

import json
from pathlib import Path

from onesource.store import sql
from onesource.store.lake import Lake
from onesource.store.setwork import SetWork

LEAST = 10_000  # rows: fewer are written anew as fast
MOST = 20  # files
SHARE = 0.2  # of the rows: where more are made anew, all are written


def file(folder: str, name: str) -> str:
    """The lake's name of the golden rows that a build wrote of an entity."""
    return f"{folder}/golden_{name}.parquet"


def show(sets: SetWork, lake: Lake, view: str, golden: str, numbered: bool = False) -> int:
    """Makes all golden rows that stand after the build that wrote `golden` readable as `view`.

    numbered: each with a row_number of its own. Says of how many earlier files besides.
    """
    before = earlier(lake, golden)
    if before:
        sets.open(lake, f"{view}_left", _beside(golden, "left", "parquet"))
    for number, one in enumerate([*before, golden]):
        sets.open(lake, f"{view}_layer_{number}", one, numbered)
    names = {"view": view, "layers": len(before), "numbered": numbered}
    sets.run(sql.statement("lake/mastering/layers", **names))
    return len(before)


def earlier(lake: Lake, golden: str) -> list[str]:
    """The files of earlier builds whose rows still count beside those in `golden`; mostly none."""
    name = _beside(golden, "layers", "json")
    found: list[str] = json.loads(lake.read(name)) if lake.exists(name) else []
    return found


def keep(sets: SetWork, lake: Lake, work: Path, golden: str, parent: str | None) -> None:
    """Writes an entity's golden rows: those made anew where they are few, else all.

    parent: what the build before wrote, where golden_<entity> is its rows but for those in
    left_<entity>, and made_<entity>.
    """
    name = _entity(golden)
    before = [*earlier(lake, parent), parent] if parent and lake.exists(parent) else []
    few = before != [] and len(before) <= MOST and _are_few(sets, name)
    rows = f"from {'made' if few else 'golden'}_{name} order by entity_key"
    if few:
        (work / "layers").write_text(json.dumps(before))
        lake.put(work / "layers", _beside(golden, "layers", "json"))
        marks = {"entity": name, "layers": len(before)}
        sets.write(sql.statement("lake/mastering/left_behind", **marks), work / "left")
        lake.put(work / "left", _beside(golden, "left", "parquet"))
    sets.write(rows, work / "golden")
    lake.put(work / "golden", golden)


def _are_few(sets: SetWork, name: str) -> bool:
    query = f"select (select count(*) from golden_{name}), (select count(*) from made_{name})"
    [(rows, made)] = sets.rows(query)
    return bool(rows >= LEAST and made <= SHARE * rows)


def _beside(golden: str, part: str, ending: str) -> str:
    return f"{golden.rpartition('/')[0]}/{part}_{_entity(golden)}.{ending}"


def _entity(golden: str) -> str:
    return golden.rpartition("/golden_")[2].removesuffix(".parquet")
