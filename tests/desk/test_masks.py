"""What names a person or leads to one is masked for who may not see it in clear."""

from __future__ import annotations

from datetime import date

import pytest

from onesource.catalog import Catalog
from onesource.desk.masks import Masks, partly

PERSON, NUMBER = ("population", "person"), "980101199001010017"


def masks(library: str = "population", entity: str = "person", clear: bool = False) -> Masks:
    catalog = Catalog.load()
    return Masks(catalog, library, catalog.libraries[library].entities[entity], clear)


@pytest.mark.parametrize(
    ("element", "value", "told"),
    [
        ("name", "李小明", "李**"),
        ("phone", "13900000001", "139****0001"),
        ("registered_address", "九八省九八市某某路1号", "九八省九八市******"),
        ("birth_date", date(1990, 1, 1), "1990-**-**"),
        ("spouse", NUMBER, "980101********0017"),
        ("registered_division", "980101", "980101"),
        ("sex", None, "–"),
    ],
)
def test_a_steward_sees_what_is_sensitive_in_part(element: str, value: object, told: str):
    assert masks().value(element, value) == told
    assert masks(clear=True).value(element, value) == ("–" if value is None else str(value))


def test_a_person_s_number_is_masked_and_a_company_s_is_not():
    assert masks().key(NUMBER) == "980101********0017"
    assert masks(clear=True).key(NUMBER) == NUMBER
    assert masks("legal_entity", "organization").key("91980101MA00000158") == "91980101MA00000158"


def test_a_person_behind_a_company_or_a_licence_is_masked():
    assert masks("legal_entity", "organization").value("representative", NUMBER).count("*") == 8
    assert masks("e_license", "license").value("holder", NUMBER).count("*") == 8


def test_a_code_is_told_by_its_title():
    codes = masks().codes["sex"]
    assert masks().value("sex", next(iter(codes))) in codes.values()


@pytest.mark.parametrize("sort", ["name", "phone", "number", "address", "date", "other"])
@pytest.mark.parametrize("text", ["甲", "12", "1234567", "1234567890", "13900000001", NUMBER])
def test_nothing_sensitive_is_ever_shown_whole(sort: str, text: str):
    assert text not in partly(sort, text)


def test_every_element_that_names_or_reaches_a_person_is_declared_sensitive():
    person = Catalog.load().libraries["population"].entities["person"].elements

    assert {name for name, one in person.items() if one.sensitive} >= {
        *("name", "birth_date", "registered_address", "phone", "marital_status")
    }
