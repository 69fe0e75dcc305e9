"""Two yards to kill in at once, and the ways walked undisturbed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
import yaml
from kill import licensing
from kill.undisturbed import (
    LATE,
    WAYS,
    Walked,
    first_day,
    second_civil,
    second_statistics,
    serve,
    walk,
)
from kill.yard import Yard, yard
from pipeline.bureau import serving
from pipeline.town import small

from onesource import settings
from onesource.store.embedded import EmbeddedPostgres

DATED = date(2026, 11, 2)


@pytest.fixture(scope="session")
def yards(
    server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Yard]]:
    """Two yards, one a core."""
    folder = tmp_path_factory.mktemp("yards")
    with ExitStack() as stack:
        told = stack.enter_context(serving(licensing.office()))
        yield [stack.enter_context(yard(server, folder / str(n), told)) for n in range(2)]


@pytest.fixture(scope="session")
def snapshots(yards: list[Yard], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what is kept; in it, the end of day 1."""
    folder = tmp_path_factory.mktemp("snapshots")
    first_day(yards[0])
    yards[0].keep("day_1", folder)
    return folder


@pytest.fixture(scope="session")
def suites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The suites, and one expectation more about statistics' delivery as a whole."""
    folder = tmp_path_factory.mktemp("suites") / "expectations"
    shutil.copytree(settings.expectations(), folder)
    file = folder / "statistics" / "divisions.yaml"
    suite = yaml.safe_load(file.read_text())
    rule = {"type": "expect_table_row_count_to_be_between", "severity": "critical"}
    suite["expectations"].append({**rule, "kwargs": {"min_value": 1000}})
    file.write_text(yaml.safe_dump(suite, allow_unicode=True))
    return folder


@pytest.fixture(scope="session")
def walked(yards: list[Yard], snapshots: Path, suites: Path) -> dict[str, Walked]:
    """Every way, walked once without disturbance."""

    def whole(yard: Yard) -> None:
        serve(yard, second_civil(), second_statistics(), DATED)

    def volume(yard: Yard) -> None:
        serve(yard, second_civil(), small()[:18], DATED)

    def suite(yard: Yard) -> None:
        whole(yard)
        yard.environment = {"ONESOURCE_EXPECTATIONS": str(suites)}

    def changes(yard: Yard) -> None:
        yard.interface.rows = licensing.second()

    def late(yard: Yard) -> None:
        yard.at = LATE

    found = {}
    prepared = {"whole": whole, "volume": volume, "suite": suite, "changes": changes, "late": late}
    for name, prepare in prepared.items():
        yards[0].put_back("day_1", snapshots)
        way = Walked(name, snapshots, WAYS[name], prepare=prepare)
        found[name] = walk(yards[0], way)
        yards[0].undisturbed()
    return found
