"""Faults are told all at once, by file and field, and no file of the catalogue is passed over."""

from __future__ import annotations

import pytest
from catalog.conftest import API, FEED, LIBRARY, Spoilt
from catalog.test_refused import NAME, authority, put


def test_a_supplier_nobody_listed_is_refused(spoilt: Spoilt):
    spoilt.write("feeds/tax/divisions.yaml", (spoilt.folder / FEED).read_bytes())

    assert "feeds/tax/divisions.yaml: provider tax is not in providers.yaml" in map(
        str, spoilt.faults()
    )


@pytest.mark.parametrize(
    "text", ["title: [", "- a\n- list\n", "", b"title: \xff\n", "just words\n"]
)
def test_a_file_that_is_no_declaration_is_refused_by_its_name(spoilt: Spoilt, text: str | bytes):
    spoilt.write(FEED, text)

    [fault] = [fault for fault in spoilt.faults() if fault.file == FEED]

    assert "cannot be read" in fault.message or "must be a mapping" in fault.message


def test_faults_of_many_files_are_all_told_at_once(spoilt: Spoilt):
    spoilt.change(FEED, lambda entry: entry.update(tittle="x", opening="perhaps"))
    spoilt.change(LIBRARY, lambda entry: entry.update(colour="x"))
    spoilt.write(API, "title: [")

    told = {(fault.file, fault.field) for fault in spoilt.faults()}

    assert {(FEED, "tittle"), (FEED, "opening"), (LIBRARY, "colour"), (API, "")} <= told


def test_contradictions_between_files_are_all_told_at_once(spoilt: Spoilt):
    spoilt.change(FEED, put(resource_code="307003/000001"))
    spoilt.change(LIBRARY, put(owner="nobody"))
    spoilt.change(LIBRARY, authority(("1949-10-01", None), ("2026-01-01", None)))

    fields = {fault.field for fault in spoilt.faults()}

    assert fields == {"resource_code", "owner", f"{NAME}.authority"}


OPEN = pytest.mark.xfail(strict=True, reason="not told yet")


@OPEN
def test_a_typo_does_not_hide_a_contradiction_in_another_file(spoilt: Spoilt):
    spoilt.change(FEED, put(tittle="x"))
    spoilt.change(LIBRARY, put(owner="nobody"))

    assert {fault.field for fault in spoilt.faults()} == {"tittle", "owner"}


@OPEN
def test_a_library_that_cannot_be_read_is_one_fault(spoilt: Spoilt):
    spoilt.write(LIBRARY, "title: [")

    assert len([fault for fault in spoilt.faults() if fault.file == LIBRARY]) == 1


@OPEN
def test_a_field_written_twice_is_refused(spoilt: Spoilt):
    text = (spoilt.folder / FEED).read_text(encoding="utf-8")
    spoilt.write(FEED, text + "title: 又一个标题\n")

    assert [fault.field for fault in spoilt.faults()] == ["title"]


@OPEN
@pytest.mark.parametrize(
    "text",
    ["code;title\na;b\n", "code,title\na,b\na,c\n", "code,title\na\n", b"code,title\n\xff,b\n"],
    ids=["another header", "a code twice", "a code without a title", "not UTF-8"],
)
def test_a_code_list_of_another_shape_is_refused_by_its_name(spoilt: Spoilt, text: str | bytes):
    spoilt.write("codes/colour.csv", text)

    assert {fault.file for fault in spoilt.faults()} == {"codes/colour.csv"}


@OPEN
@pytest.mark.parametrize("file", ["feeds/statistics/areas.yml", "feeds/areas.yaml", "library.yaml"])
def test_a_file_that_nobody_reads_is_not_passed_over(spoilt: Spoilt, file: str):
    spoilt.write(file, (spoilt.folder / FEED).read_bytes())

    assert file in {fault.file for fault in spoilt.faults()}


@OPEN
def test_a_key_of_other_columns_than_its_standard_needs_is_refused(spoilt: Spoilt):
    spoilt.change(FEED, lambda entry: entry["supplies"].update(key=["code"]))

    assert [fault.field for fault in spoilt.faults()] == ["supplies.key"]


@OPEN
def test_a_pattern_the_engine_does_not_know_is_refused(spoilt: Spoilt):
    spoilt.change(FEED, lambda e: e["contract"]["columns"]["code"].update(pattern=r"(?=1)\d{12}"))

    assert [fault.field for fault in spoilt.faults()] == ["contract.columns.code.pattern"]
