"""How people are told is declared without a secret, and a wrong word is refused by its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from catalog.conftest import Spoilt

from onesource.catalog import Catalog, Faulty, Mail, Webhook

STATISTICS = "statistics"
MAIL = {"to": ["contact@tongji.example.gov.cn"]}


def declared(spoilt: Spoilt, **channels: Any) -> Any:
    spoilt.change("providers.yaml", lambda entry: entry[STATISTICS].update(channels))
    return Catalog.load_providers(spoilt.folder)[STATISTICS]


def test_whoever_declares_nothing_is_told_by_its_machine_alone(spoilt: Spoilt):
    assert declared(spoilt).channels == {}
    assert Catalog.load_deadlines(spoilt.folder).notices.bureau.channels == {}


def test_mail_and_webhook_stand_beside_the_machine(spoilt: Spoilt):
    told = declared(spoilt, mail=MAIL, webhook={"connection": "tongji_hook"})

    assert told.front_end == "statistics_frontend"
    assert told.channels == {
        "mail": Mail(to=("contact@tongji.example.gov.cn",), connection="smtp", attach_mb=0),
        "webhook": Webhook(connection="tongji_hook"),
    }


@pytest.mark.parametrize(
    ("channels", "place", "words"),
    [
        ({"mail": {"to": []}}, "mail", "names nobody"),
        ({"mail": {"to": ["nobody"]}}, "mail.to.0", "match pattern"),
        ({"mail": {"to": ["a@b.cn\nBcc: c@d.cn"]}}, "mail.to.0", "match pattern"),
        ({"mail": {**MAIL, "attach_mb": 100}}, "mail.attach_mb", "less than or equal to 25"),
        ({"mail": {**MAIL, "password": "x"}}, "mail.password", "Extra inputs"),
        ({"webhook": {"url": "https://x"}}, "webhook.connection", "required"),
        ({"fax": {}}, "fax", "Extra inputs"),
    ],
)
def test_a_wrong_channel_is_refused_by_its_place(
    spoilt: Spoilt, channels: dict[str, Any], place: str, words: str
):
    with pytest.raises(Faulty) as told:
        declared(spoilt, **channels)

    faults = {fault.field: (fault.file, fault.message) for fault in told.value.faults}
    file, message = faults[f"{STATISTICS}.{place}"]
    assert file == "providers.yaml"
    assert words in message


def test_no_provider_takes_the_bureau_s_name(spoilt: Spoilt):
    spoilt.change("providers.yaml", lambda entry: entry.update(bureau=entry[STATISTICS]))

    with pytest.raises(Faulty, match="bureau: acts in cases by this name itself; use another"):
        Catalog.load_providers(spoilt.folder)


def quiet(**changes: Any) -> Callable[[Any], None]:
    return lambda notices: notices["quiet"].update(changes)


@pytest.mark.parametrize(
    ("edit", "place", "words"),
    [
        (quiet(since=1200), "notices.quiet.since", 'in quotes, such as "20:00"'),
        (quiet(until="8 am"), "notices.quiet.until", "time"),
        (lambda notices: notices.update(a_day=0), "notices.a_day", "greater than or equal to 1"),
        (
            lambda notices: notices.update(bureau={"mail": {}}),
            "notices.bureau.mail",
            "names nobody",
        ),
        (lambda notices: notices.update(quite={}), "notices.quite", "Extra inputs"),
    ],
)
def test_wrong_hours_are_refused_by_their_place(
    spoilt: Spoilt, edit: Callable[[Any], None], place: str, words: str
):
    spoilt.change("deadlines.yaml", lambda entry: edit(entry["notices"]))

    with pytest.raises(Faulty) as told:
        Catalog.load_deadlines(spoilt.folder)

    [fault] = told.value.faults
    assert (fault.file, fault.field) == ("deadlines.yaml", place)
    assert words in fault.message
