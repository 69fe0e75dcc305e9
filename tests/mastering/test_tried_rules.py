"""What a try of other rules says is what deciding them does."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from mastering.conftest import Decide
from mastering.tried import FORTY, RULES, TODAY, Seen, holds, raise_cases, tried
from mastering.yard import INSURED, PERSONS, Yard, day, person

from onesource import settings
from onesource.catalog.amended import Amendments
from onesource.errors import Refused


@pytest.mark.parametrize("amendments", RULES.values(), ids=RULES)
def test_what_is_told_is_what_deciding_it_does(
    peopled: Yard, decide: Decide, amendments: Amendments
):
    before = Seen(peopled)
    trial = tried(peopled, amendments)

    decide(amendments)
    peopled.library("population", TODAY)
    raise_cases(peopled)

    after = Seen(peopled)
    holds(trial, before, after)
    assert trial.values or before.findings != after.findings
    assert not trial.pending


def test_what_the_bureau_gave_to_another_stays_with_it(peopled: Yard, decide: Decide):
    values = {"p": "health", "f": "contacts", "to": "human_resources", "at": day(TODAY)}
    with peopled.base.transaction() as connection:
        given = (
            "insert into discrepancy.transfer (provider, feed, kind, element, was, respondent, at) "
            "values (:p, :f, 'conflict', 'name', :p, :to, :at)"
        )
        connection.execute(sa.text(given), values)
    raise_cases(peopled)
    before = Seen(peopled)
    trial = tried(peopled, RULES["a stricter comparison"])
    decide(RULES["a stricter comparison"])
    peopled.library("population", TODAY)
    raise_cases(peopled)
    holds(trial, before, Seen(peopled))
    assert trial.prospect.findings_of["human_resources"].gained == 4


def test_what_the_estimate_asks_an_authority_stays_asked_of_it(peopled: Yard, decide: Decide):
    given = """
        insert into discrepancy.estimate
        select finding_id, library, 0.95, 0.9, provider_value, 0.9, provider, 1, true
        from discrepancy.finding where status = 'open' and kind = 'conflict' and provider = 'health'
    """
    with peopled.base.transaction() as connection:
        connection.execute(sa.text(given))
    raise_cases(peopled)
    asked = peopled.rows("select * from discrepancy.finding where asked_for = 'estimate'")
    before = Seen(peopled)

    trial = tried(peopled, RULES["a stricter comparison"])
    decide(RULES["a stricter comparison"])
    peopled.library("population", TODAY)
    raise_cases(peopled)

    assert asked
    holds(trial, before, Seen(peopled))


def test_whom_two_contradict_is_asked_and_is_asked_no_more_where_it_decides_no_more(begun: Yard):
    found = tried(begun, RULES["another authority"]).prospect
    assert found.findings_of["public_security"].before == 6  # three names, told by two
    assert found.cases_of["public_security"].lost == 2


@pytest.mark.parametrize("in_layers", [False, True], ids=["whole", "layers"], indirect=True)
def test_what_came_since_the_last_build_is_not_the_rules_doing(peopled: Yard, decide: Decide):
    everybody = [person(key, f"别{n}", sex="female") for n, key in enumerate(FORTY)]
    peopled.says(PERSONS, everybody, TODAY)

    trial = tried(peopled, RULES["a stricter comparison"])

    peopled.library("population", TODAY)
    raise_cases(peopled)
    before = Seen(peopled)
    decide(RULES["a stricter comparison"])
    peopled.library("population", TODAY)
    raise_cases(peopled)
    holds(trial, before, Seen(peopled))
    assert trial.pending


RULED = (
    "insert into registry.ruling (library, entity, entity_key, element, value, instead_of, reason, made_by,"
    " made_at) values ('population', 'person', :key, 'name', :value, :instead, 'r', 'b', :at)"
)


@pytest.mark.parametrize(
    ("number", "value", "instead"),
    [(13, "乙13", "甲13"), (10, "丙10", "甲10"), (30, "新", "甲30")],
    ids=["what another says", "what nobody says", "what nobody doubts"],
)
def test_a_ruling_tried_is_what_ruling_does(peopled: Yard, number: int, value: str, instead: str):
    before = Seen(peopled)
    trial = tried(peopled, Amendments(), f"person.name:{FORTY[number]}={value}")

    told = {"key": FORTY[number], "value": value, "instead": instead, "at": day(TODAY)}
    with peopled.base.transaction() as connection:
        connection.execute(sa.text(RULED), told)
    peopled.library("population", TODAY)
    raise_cases(peopled)

    holds(trial, before, Seen(peopled))
    [moved] = trial.values
    assert (moved.was, moved.becomes, moved.other, moved.keys) == (
        "public_security",
        "bureau",
        1,
        [FORTY[number]],
    )


@pytest.mark.parametrize(
    ("ruling", "why"),
    [
        ("person.name=甲", "write <entity>"),
        ("person.height:1=2", "has no person.height"),
        ("person.name:980101199901010000=甲", "is not in the library"),
        (f"person.sex:{FORTY[0]}=男", "is no code"),
    ],
)
def test_a_ruling_that_cannot_be_made_is_not_tried(begun: Yard, ruling: str, why: str):
    with pytest.raises(Refused, match=why):
        tried(begun, Amendments(), ruling)


def test_the_same_rules_change_nothing(begun: Yard):
    declared = settings.catalog() / "libraries/population.yaml"
    trial = tried(begun, Amendments(declaration=declared))
    assert (trial.values, trial.entities, trial.prospect.cases, trial.unmet) == ([], [], [], [])


def test_what_waits_is_raised_when_its_grace_has_passed(peopled: Yard, decide: Decide):
    amendments = RULES["another authority"]
    later = tried(peopled, amendments).prospect.later
    decide(amendments)
    peopled.library("population", TODAY)
    before = peopled.open(provider="public_security")

    for path in (PERSONS, INSURED):  # both still say so a day beyond the grace
        peopled.repeats(path, TODAY + 8)
    peopled.library("population", TODAY + 8)

    raised = len(peopled.open(provider="public_security")) - len(before)
    assert raised == later["public_security"] > 0
