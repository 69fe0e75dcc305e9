"""Faults are told all at once, by file and field, and no file of the catalogue is passed over."""

from __future__ import annotations

import duckdb
import pytest
from catalog.conftest import API, FEED, LIBRARY, Spoilt
from catalog.test_refused import NAME, authority, put

from onesource import settings
from onesource.catalog import Catalog
from onesource.catalog.library import KEY_STANDARDS
from onesource.store import engine


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


def test_a_typo_does_not_hide_a_contradiction_in_another_file(spoilt: Spoilt):
    spoilt.change(FEED, put(tittle="x"))
    spoilt.change(LIBRARY, put(owner="nobody"))

    assert {fault.field for fault in spoilt.faults()} == {"tittle", "owner"}


def test_a_library_that_cannot_be_read_is_one_fault(spoilt: Spoilt):
    spoilt.write(LIBRARY, "title: [")

    assert len([fault for fault in spoilt.faults() if fault.file == LIBRARY]) == 1


def test_a_field_written_twice_is_refused(spoilt: Spoilt):
    text = (spoilt.folder / FEED).read_text(encoding="utf-8")
    spoilt.write(FEED, text + "title: 又一个标题\n")

    assert [fault.field for fault in spoilt.faults()] == ["title"]


@pytest.mark.parametrize(
    "text",
    ["code;title\na;b\n", "code,title\na,b\na,c\n", "code,title\na\n", b"code,title\n\xff,b\n"],
    ids=["another header", "a code twice", "a code without a title", "not UTF-8"],
)
def test_a_code_list_of_another_shape_is_refused_by_its_name(spoilt: Spoilt, text: str | bytes):
    spoilt.write("codes/colour.csv", text)

    assert {fault.file for fault in spoilt.faults()} == {"codes/colour.csv"}


@pytest.mark.parametrize("file", ["feeds/statistics/areas.yml", "feeds/areas.yaml", "library.yaml"])
def test_a_file_that_nobody_reads_is_not_passed_over(spoilt: Spoilt, file: str):
    spoilt.write(file, (spoilt.folder / FEED).read_bytes())

    assert file in {fault.file for fault in spoilt.faults()}


def test_a_key_of_other_columns_than_its_standard_needs_is_refused(spoilt: Spoilt):
    spoilt.change(FEED, lambda entry: entry["supplies"].update(key=["code"]))

    assert [fault.field for fault in spoilt.faults()] == ["supplies.key"]


def test_a_pattern_the_engine_does_not_know_is_refused(spoilt: Spoilt):
    spoilt.change(FEED, lambda e: e["contract"]["columns"]["code"].update(pattern=r"(?=1)\d{12}"))

    assert [fault.field for fault in spoilt.faults()] == ["contract.columns.code.pattern"]


UNREAD = {
    "providers": ("providers.yaml", "statistics: ["),
    "one provider": ("providers.yaml", {"statistics": {}}),
    "the deciding feed": (API, "title: ["),
    "a feed with a typo": (FEED, "tittle: x\n"),
    "an empty feed": (FEED, "{}\n"),
    "a library with a typo": (LIBRARY, "titel: x\n"),
    "a code list": ("codes/division_level.csv", "code;title\n"),
}


@pytest.mark.parametrize(("file", "text"), UNREAD.values(), ids=UNREAD)
def test_nobody_is_blamed_for_what_an_unread_file_declares(
    spoilt: Spoilt, file: str, text: str | dict
):
    if isinstance(text, dict):
        spoilt.change(file, lambda entry: entry.update(text))
    else:
        spoilt.write(file, text)

    assert {fault.file for fault in spoilt.faults()} == {file}


def test_a_provider_with_a_typo_does_not_hide_one_that_nobody_listed(spoilt: Spoilt):
    spoilt.change("providers.yaml", lambda entry: entry["statistics"].update(titel="x"))
    spoilt.change(LIBRARY, put(owner="nobody"))

    assert {fault.field for fault in spoilt.faults()} == {"statistics.titel", "owner"}


def test_a_field_written_twice_further_down_is_told_by_its_place(spoilt: Spoilt):
    text = (spoilt.folder / FEED).read_text(encoding="utf-8")
    spoilt.write(FEED, text.replace("title: 级别", "title: 级别\n      title: 等级"))

    [fault] = spoilt.faults()

    assert str(fault).startswith(f"{FEED}: contract.columns.level.title: is written twice")


def test_a_day_that_does_not_exist_is_a_fault_of_its_file(spoilt: Spoilt):
    text = (spoilt.folder / LIBRARY).read_text(encoding="utf-8")
    spoilt.write(LIBRARY, text.replace("1949-10-01", "1949-13-01", 1))

    assert [fault.file for fault in spoilt.faults()] == [LIBRARY]


@pytest.mark.parametrize("slug", ["Tax", "12", "~", "tax office"])
def test_a_provider_whose_name_is_none_is_refused(spoilt: Spoilt, slug: str):
    text = (spoilt.folder / "providers.yaml").read_text(encoding="utf-8")
    spoilt.write("providers.yaml", f"{text}{slug}: {{title: 税务局, front_end: tax}}\n")

    assert [fault.message[:10] for fault in spoilt.faults()] == ["is no name"]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", "line 1", "must be the header code,title and is nothing"),
        ("code,title\n", "", "lists no code"),
        ("code,title\na,b\n\na,c\n", "line 4", "a is listed twice"),
        ("code,title\na,b,c\n", "line 2", "has 3 values"),
        ("code,title\na,\n", "line 2", "needs a code and a title"),
        ("code,title\n a,b\n", "line 2", "without blanks"),
        ('code,title\n"a,b\n', "", "cannot be read"),
        ("\ufeffcode,title\na,b\n", "line 1", "must be the header"),
    ],
)
def test_a_fault_of_a_code_list_is_told_by_its_line(
    spoilt: Spoilt, text: str, place: str, message: str
):
    spoilt.write("codes/colour.csv", text)

    [fault] = spoilt.faults()

    assert fault.field == place
    assert message in fault.message


def test_hidden_files_and_an_editors_copies_are_no_declarations(spoilt: Spoilt):
    for file in ("feeds/statistics/.areas.yaml", f"{FEED}~", ".git/config", "feeds/.keep"):
        spoilt.write(file, "x")

    assert Catalog.load(spoilt.folder) == Catalog.load()


def test_a_key_standard_takes_what_its_macro_takes():
    with duckdb.connect() as duck:
        engine.prepare(duck, settings.scratch())
        told = duck.execute(
            "select function_name, parameters from duckdb_functions() where function_name in $1",
            [list(KEY_STANDARDS)],
        ).fetchall()

    assert {name: tuple(parameters) for name, parameters in told} == KEY_STANDARDS


@pytest.mark.parametrize(
    ("column", "source", "place"),
    [
        ("row_number", None, "[key]"),
        ("row_number", "行号", "[key]"),
        ("code__spelt", None, "[key]"),
        ("number", "file_row_number", "from"),
        ("number", "row_number", "from"),
        ("number", "ROW_NUMBER", "from"),
        ("entity_key", None, "[key]"),
        ("code__delivered", None, "[key]"),
        ("code__clean", None, "[key]"),
        ("code__text", None, "[key]"),
    ],
)
def test_a_column_named_as_one_of_ours_is_refused(
    spoilt: Spoilt, column: str, source: str | None, place: str
):
    declared = {"title": "行号", "type": "text", "required": False, "from": source}
    spoilt.change(FEED, lambda entry: entry["contract"]["columns"].update({column: declared}))

    assert [fault.field for fault in spoilt.faults()] == [f"contract.columns.{column}.{place}"]


@pytest.mark.parametrize("name", ["division_past", "place_history", "person_served"])
def test_an_entity_named_as_another_s_past_is_refused(spoilt: Spoilt, name: str):
    spoilt.change(
        LIBRARY,
        lambda entry: entry["entities"].update({name: entry["entities"]["division"]}),
    )

    assert [fault.field for fault in spoilt.faults()][:1] == [f"entities.{name}.[key]"]
