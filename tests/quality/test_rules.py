"""The digest of a feed's rules: it moves with whatever its rows are judged by, and with nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from onesource import settings
from onesource.catalog import Catalog
from onesource.quality import rules

CATALOG = Catalog.load()
FEED = CATALOG.feed("statistics/divisions")
ENTITY = CATALOG.library("geospatial").entities["division"]
NOW = rules.digest(FEED, ENTITY, CATALOG.codes)


def test_the_same_rules_have_the_same_digest():
    again = Catalog.load()

    assert rules.digest(again.feed(FEED.path), ENTITY, again.codes) == NOW
    assert len(NOW) == 12


def test_what_no_row_is_judged_by_changes_nothing():
    volume = FEED.volume.model_copy(update={"drop": 0.5})
    other = FEED.model_copy(update={"title": "另一个", "summary": "另", "volume": volume})

    assert rules.digest(other, ENTITY, CATALOG.codes) == NOW
    assert rules.digest(FEED, ENTITY, {**CATALOG.codes, "colour": {"red": "红"}}) == NOW


def test_a_changed_contract_is_another_rule():
    columns = dict(FEED.contract.columns)
    columns["name"] = columns["name"].model_copy(update={"required": False})
    contract = FEED.contract.model_copy(update={"columns": columns})

    assert (
        rules.digest(FEED.model_copy(update={"contract": contract}), ENTITY, CATALOG.codes) != NOW
    )
    assert (
        rules.digest(FEED.model_copy(update={"record_key": ("code",)}), ENTITY, CATALOG.codes)
        != NOW
    )


def test_a_changed_code_list_is_another_rule():
    codes = {**CATALOG.codes, "division_level": {"province": "省级"}}

    assert rules.digest(FEED, ENTITY, codes) != NOW


def test_a_changed_suite_is_another_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    suites = Path(shutil.copytree(settings.expectations(), tmp_path / "suites"))
    monkeypatch.setenv("ONESOURCE_EXPECTATIONS", str(suites))
    assert rules.digest(FEED, ENTITY, CATALOG.codes) == NOW

    with (suites / "statistics/divisions.yaml").open("a") as file:
        file.write("# 更严\n")

    assert rules.digest(FEED, ENTITY, CATALOG.codes) != NOW
