"""Every declaration of the house, walked: it loads, agrees with all others, and is told by its path."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from onesource import settings
from onesource.catalog import Catalog
from onesource.errors import Refused

FILES = sorted(settings.catalog().rglob("*.*"))
DECLARED = Catalog.load()


def kinds(file: Path) -> str:
    return file.relative_to(settings.catalog()).parts[0]


def test_every_file_of_the_catalogue_is_read_and_nothing_else_lies_there():
    feeds = {f"feeds/{path}.yaml" for path in DECLARED.feeds}
    libraries = {f"libraries/{name}.yaml" for name in DECLARED.libraries}
    codes = {f"codes/{name}.csv" for name in DECLARED.codes}
    there = {file.relative_to(settings.catalog()).as_posix() for file in FILES}

    read = {"providers.yaml", "deadlines.yaml"} | feeds | libraries | codes
    assert {file for file in there if not file.startswith("reference/")} == read
    assert {"statistics/divisions", "civil_affairs/divisions"} <= set(DECLARED.feeds)


@pytest.mark.parametrize("path", DECLARED.feeds)
def test_a_feed_is_short_and_names_a_connection_and_no_secret(path: str):
    text = (settings.catalog() / "feeds" / f"{path}.yaml").read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 52
    assert not {"password", "token", "key_file"} & set(yaml.safe_load(text)["source"])
    assert Catalog.load_feed(path) == DECLARED.feed(path)


@pytest.mark.parametrize("name", DECLARED.codes)
def test_a_code_list_gives_each_code_a_title(name: str):
    assert DECLARED.codes[name]
    assert all(code and title for code, title in DECLARED.codes[name].items())


def test_civil_affairs_is_the_authority_and_statistics_claims_full_coverage():
    division = DECLARED.library("geospatial").entities["division"]
    deciding = {term.provider for term in division.existence}
    authorities = {
        t.provider
        for name in ("name", "level", "status")
        for t in division.elements[name].authority
    }

    assert deciding == authorities == {"civil_affairs"}
    assert DECLARED.feed("statistics/divisions").supplies.full_coverage is not None


def test_each_of_the_four_libraries_is_declared():
    assert set(DECLARED.libraries) == {"population", "legal_entity", "geospatial", "e_license"}


def test_a_declaration_cannot_be_changed_after_loading():
    feed = DECLARED.feed("statistics/divisions")

    with pytest.raises(ValidationError, match="frozen"):
        feed.title = "另一个"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        feed.volume.drop = 0.9  # type: ignore[misc]


def test_the_columns_of_a_declaration_cannot_be_changed_either():
    columns = Catalog.load().feed("statistics/divisions").contract.columns

    with pytest.raises(TypeError):
        del columns["name"]  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        columns["name"] = columns["code"]  # type: ignore[index]


def test_a_frozen_declaration_is_dumped_as_plain_mappings():
    dumped = DECLARED.feed("statistics/divisions").model_dump(mode="json")
    written = yaml.safe_load(
        (settings.catalog() / "feeds/statistics/divisions.yaml").read_text(encoding="utf-8")
    )

    assert type(dumped["contract"]["columns"]) is dict
    values = {name: column["values"] for name, column in dumped["contract"]["columns"].items()}
    assert values["level"] == written["contract"]["columns"]["level"]["values"]


def test_each_provider_has_a_pool_as_wide_as_its_systems_bear():
    pools = DECLARED.pools()

    assert set(pools) == {f"provider.{slug}" for slug in DECLARED.providers}
    assert (pools["provider.civil_affairs"], pools["provider.statistics"]) == (1, 2)


@pytest.mark.parametrize("ask", [DECLARED.feed, Catalog.load_feed, DECLARED.library])
def test_what_is_not_declared_is_refused_with_what_to_do(ask):
    with pytest.raises(Refused, match=r"nobody/nothing is not declared; (known|write)"):
        ask("nobody/nothing")
