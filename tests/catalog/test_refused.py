"""Every wrong shape of the catalogue is refused, naming file and field, and all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from catalog.conftest import API, FEED, LIBRARY, Spoilt

Edit = Callable[[Any], object]
NAME = "entities.division.elements.name"
CHANGES = "feeds/public_security/persons.yaml"


def division(entry: Any) -> Any:
    return entry["entities"]["division"]


def terms(*spans: tuple[str, str | None]) -> list[dict[str, Any]]:
    return [{"provider": "civil_affairs", "since": a, "until": b} for a, b in spans]


def authority(*spans: tuple[str, str | None]) -> Edit:
    return lambda entry: division(entry)["elements"]["name"].update(authority=terms(*spans))


def column(**changes: Any) -> Edit:
    return lambda entry: entry["contract"]["columns"]["level"].update(changes)


def put(**changes: Any) -> Edit:
    return lambda entry: entry.update(changes)


def within(place: str, **changes: Any) -> Edit:
    return lambda entry: entry[place].update(changes)


SHARED = {"senders": ["data@example.cn"]}
WRONG: dict[str, tuple[str, Edit, str, str]] = {
    "a field with a typo": (FEED, put(tittle="x"), "tittle", "Extra inputs"),
    "a typo further down": (
        FEED,
        within("source", file="x"),
        "source.front_end_machine.file",
        "Extra",
    ),
    "a typo in a column": (FEED, column(requird=True), "contract.columns.level.requird", "Extra"),
    "a field that is missing": (FEED, lambda e: e.pop("update_cycle"), "update_cycle", "required"),
    "a cycle nobody knows": (FEED, put(update_cycle="hourly"), "update_cycle", "'daily'"),
    "a kind of source nobody knows": (FEED, within("source", kind="ftp"), "source", "ftp"),
    "an encoding nobody knows": (
        *(FEED, lambda e: e["source"]["format"].update(encoding="big5")),
        *("source.front_end_machine.format.csv.encoding", "gb18030"),
    ),
    "the identity repeated inside": (
        FEED,
        put(provider="statistics"),
        "provider",
        "told by the path",
    ),
    "a secret in the source": (
        API,
        within("source", password="x"),
        "source.http_api.password",
        "Extra",
    ),
    "a resource code of another form": (
        FEED,
        put(resource_code="12/x"),
        "resource_code",
        "pattern",
    ),
    "the resource code of another": (
        *(FEED, put(resource_code="307003/000001"), "resource_code"),
        "more than one feed",
    ),
    "conditional sharing without a basis": (
        *(FEED, put(sharing={"type": "conditional", "condition": "x"}), "sharing"),
        "legal basis",
    ),
    "conditional sharing without a condition": (
        *(FEED, put(sharing={"type": "conditional", "basis": "x"}), "sharing"),
        "condition",
    ),
    "withheld without a basis": (FEED, put(sharing={"type": "withheld"}), "sharing", "legal basis"),
    "volume bounds without a reason": (
        FEED,
        lambda e: e["volume"].pop("reason"),
        "volume.reason",
        "req",
    ),
    "a drop above the whole": (
        FEED,
        within("volume", drop=1.5),
        "volume.drop",
        "less than or equal",
    ),
    "a code without a list": (FEED, column(code_list=None), "contract.columns.level", "code_list"),
    "a code list that does not exist": (
        *(FEED, column(code_list="nowhere"), "contract.columns.level.code_list"),
        "codes/nowhere.csv does not exist",
    ),
    "a code that is not in its list": (
        *(FEED, column(values={"省级": "realm"}), "contract.columns.level"),
        "realm is not in codes/division_level.csv",
    ),
    "a pattern that is none": (
        FEED,
        column(pattern="(["),
        "contract.columns.level.pattern",
        "expression",
    ),
    "a pattern that looks ahead": (
        *(FEED, column(remove="市(?=区)"), "contract.columns.level.remove"),
        "look-around",
    ),
    "all columns that are none": (
        *(FEED, lambda e: (e.update(record_key=["id"]), e["supplies"].update(elements=["area"]))),
        *("", "record_key names id, which contract.columns lacks; supplies.elements names area"),
    ),
    "a key that is no column": (FEED, put(record_key=["id"]), "", "record_key names id"),
    "an element that is no column": (
        *(FEED, within("supplies", elements=["area"]), ""),
        "supplies.elements names area",
    ),
    "an element nobody declared": (
        *(FEED, within("supplies", elements=["name", "code"]), "supplies.elements"),
        "division has no element code; declare it in the library",
    ),
    "an element of another type": (
        *(
            LIBRARY,
            lambda e: division(e)["elements"]["name"].update(type="code"),
            "supplies.elements",
        ),
        "name is text here and code in the library",
    ),
    "a library nobody declared": (
        FEED,
        within("supplies", library="water"),
        "supplies.library",
        "water",
    ),
    "an entity nobody declared": (
        FEED,
        within("supplies", entity="river"),
        "supplies.entity",
        "river",
    ),
    "two authorities at one date": (
        *(LIBRARY, authority(("1949-10-01", None), ("2026-01-01", None)), f"{NAME}.authority"),
        "division.name has two authorities from 2026-01-01",
    ),
    "a gap between two authorities": (
        *(
            LIBRARY,
            authority(("1949-10-01", "2020-01-01"), ("2021-01-01", None)),
            f"{NAME}.authority",
        ),
        "no authority from 2020-01-01 to 2021-01-01",
    ),
    "an authority that ended": (
        *(LIBRARY, authority(("1949-10-01", "2020-01-01")), f"{NAME}.authority"),
        "no authority from 2020-01-01 on",
    ),
    "no authority yet": (LIBRARY, authority(("2999-01-01", None)), f"{NAME}.authority", "today"),
    "no authority at all": (LIBRARY, authority(), f"{NAME}.authority", "at least 1 item"),
    "an authority that supplies nothing": (
        *(
            LIBRARY,
            lambda e: division(e)["elements"]["name"]["authority"][0].update(provider="tax"),
        ),
        *(f"{NAME}.authority", "tax must supply division.name; it does in no feed"),
    ),
    "existence decided by two at one date": (
        *(LIBRARY, lambda e: division(e).update(existence=terms(("1949-10-01", None)) * 2)),
        *("entities.division.existence", "two authorities"),
    ),
    "a fallback that supplies nothing": (
        *(LIBRARY, lambda e: division(e)["elements"]["status"].update(fallbacks=["statistics"])),
        *("entities.division.elements.status.authority", "statistics must supply division.status"),
    ),
    "a label that is no element": (
        *(LIBRARY, lambda e: division(e).update(label="title"), "entities.division.label"),
        "title is not an element of it",
    ),
    "an owner nobody knows": (LIBRARY, put(owner="nobody"), "owner", "not in providers.yaml"),
    "a comparison nobody knows": (
        *(LIBRARY, lambda e: division(e)["elements"]["name"].update(compare="roughly")),
        *(f"{NAME}.compare", "'exact', 'normal_text', 'tolerance' or 'days'"),
    ),
    "two feeds of an authority that may say the same": (
        *(API, lambda e: e["supplies"].pop("scope"), f"{NAME}.authority"),
        "civil_affairs/city_divisions and civil_affairs/divisions",
    ),
    "a comparison within nothing": (
        *(LIBRARY, lambda e: division(e)["elements"]["households"].update(compare="tolerance")),
        *("entities.division.elements.households", "goes with `tolerance`"),
    ),
    "a distance between names": (
        *(
            LIBRARY,
            lambda e: division(e)["elements"]["name"].update(compare="days", tolerance=1),
        ),
        *(NAME, "does not fit type text"),
    ),
    "a text that lies within a division": (
        *(LIBRARY, lambda e: division(e)["elements"]["name"].update(within="level"), NAME),
        "for type geometry",
    ),
    "a reference to nothing": (
        *(
            LIBRARY,
            lambda e: e["entities"]["parcel"]["elements"]["division"]["refers_to"].update(
                entities=["geospatial.river"]
            ),
        ),
        *("entities.parcel.elements.division.refers_to", "geospatial.river is not declared"),
    ),
    "terms for keys that overlap": (
        *(
            "libraries/legal_entity.yaml",
            lambda e: e["entities"]["organization"]["existence"][0].update(keys=["9", "91"]),
        ),
        *("entities.organization.existence", "overlap"),
    ),
    "an element named as a column of ours": (
        *(
            LIBRARY,
            lambda e: division(e)["elements"].update(valid_from=division(e)["elements"]["status"]),
        ),
        *("entities.division.elements.valid_from", "a column of our own"),
    ),
    "a key standard nobody knows": (
        *(LIBRARY, lambda e: division(e).update(key_standard="postcode")),
        *("entities.division.key_standard", "postcode is no key standard"),
    ),
    "changes that nobody can tell": (CHANGES, lambda e: e.pop("changed_by"), "", "`changed_by`"),
    "changes that are never reconciled": (
        *(CHANGES, lambda e: e.pop("reconcile_days"), ""),
        "`reconcile_days`",
    ),
    "changes from a file": (
        *(FEED, put(mode="changes", changed_by="code", reconcile_days=7), ""),
        "its type must be date or timestamp",
    ),
    "a tombstone in a snapshot": (
        *(FEED, put(tombstone={"column": "level", "values": ["x"]}), ""),
        "`tombstone` goes with mode changes",
    ),
    "a factor on a text": (FEED, column(factor=2), "contract.columns.level", "scale a decimal"),
    "columns that overlap": (
        *(
            "feeds/taxation/taxpayers.yaml",
            lambda e: e["source"]["format"]["columns"][0].update(width=14),
        ),
        *("source.front_end_machine.format.fixed_width", "overlap"),
    ),
    "pages without an end": (
        *(API, lambda e: e["source"].pop("total"), "source.http_api"),
        "`total`",
    ),
    "a cursor nobody follows": (
        *(API, within("source", cursor="next"), "source.http_api"),
        "`cursor` goes with",
    ),
    "a provider without a front-end machine": (
        *("providers.yaml", lambda e: e["statistics"].pop("front_end"), "statistics.front_end"),
        "required",
    ),
    "an address that is none": (
        *("providers.yaml", lambda e: e["statistics"].update(mail={"senders": ["data at tj"]})),
        *("statistics.mail.senders.0", "should match pattern"),
    ),
    "mail without an address": (
        *("providers.yaml", lambda e: e["statistics"].update(mail={"senders": []})),
        *("statistics.mail", "names nobody"),
    ),
    "an address of two": (
        *(
            "providers.yaml",
            lambda e: [e[one].update(mail=SHARED) for one in ("health", "statistics")],
        ),
        *("statistics.mail.senders", "is health's already"),
    ),
}


@pytest.mark.parametrize(("file", "edit", "field", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_shape_is_refused(file: str, edit: Edit, field: str, message: str, spoilt: Spoilt):
    spoilt.change(file, edit)

    faults = spoilt.faults()

    elsewhere = {"supplies.elements": FEED, f"{NAME}.authority": LIBRARY}
    at = elsewhere.get(field, file)
    assert [f for f in faults if f.file == at and f.field == field and message in f.message], faults
