"""Every feed and library has its suite, and every expectation says what a provider needs to act on it."""

from __future__ import annotations

import pytest
import yaml

from onesource import settings
from onesource.catalog import Catalog

CATALOG = Catalog.load()
DIMENSIONS = {  # GB/T 36344-2018
    "normative",
    "completeness",
    "accuracy",
    "consistency",
    "timeliness",
    "accessibility",
}


def expectations(name: str) -> list[dict]:
    file = settings.expectations() / f"{name}.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8"))["expectations"]


@pytest.mark.parametrize("path", CATALOG.feeds)
def test_an_expectation_says_its_dimension_and_what_the_provider_reads(path: str):
    for one in expectations(path):
        assert one["meta"]["dimension"] in DIMENSIONS, one
        assert one["severity"] in ("critical", "warning"), one
        assert one["meta"]["message"]
        assert one["meta"]["remedy"]


@pytest.mark.parametrize("name", CATALOG.libraries)
def test_a_library_is_audited(name: str):
    assert any(one["severity"] == "critical" for one in expectations(f"libraries/{name}"))


def test_the_six_dimensions_are_all_judged():
    judged = {one["meta"]["dimension"] for path in CATALOG.feeds for one in expectations(path)}

    assert judged == DIMENSIONS
