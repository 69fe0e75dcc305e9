"""Three registers of forty people, whose rules are tried; and what a library shows, by its tables alone."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mastering.yard import CONTACTS, INSURED, PERSONS, Yard, day, person

from onesource import clock
from onesource.catalog.amended import Amendments
from onesource.pipeline import round as rounds
from onesource.pipeline import rule_trial
from onesource.pipeline.rule_trial import Trial

TODAY = 8
FORTY = [f"98010119900101{number:04}" for number in range(100, 140)]
CHANGED = range(20, 25)


def deliver(yard: Yard) -> None:
    """All of it up to day 8, mastered and published, with its cases raised.

    Health writes some names in other characters and contradicts six, of which human resources
    contradicts three in the same way; public security changed five on day 6. Each of the
    three lacks some people.
    """
    police = [person(key, f"甲{n}", sex="male") for n, key in enumerate(FORTY[:36])]
    changed = [row | {"name": f"新{n}"} if n in CHANGED else row for n, row in enumerate(police)]
    yard.says(PERSONS, police, 1)
    yard.says(INSURED, people(range(40), health=False), 4)
    yard.library("population", 4)
    yard.says(PERSONS, changed, 6, since={FORTY[n]: 6 for n in CHANGED})
    yard.library("population", 6)
    yard.says(CONTACTS, people(range(3, 38)), TODAY, since=dict.fromkeys(FORTY[36:38], 5))
    yard.library("population", TODAY)
    raise_cases(yard)


def people(numbers: range, health: bool = True) -> list[dict[str, Any]]:
    """What health, or human resources, says of these."""
    rows = []
    for n in numbers:
        name = f"乙{n}" if n in (10, 11, 12) or (health and n in (13, 14, 15)) else f"甲{n}"
        name = name.translate({ord("1"): "１"}) if health and 16 <= n < 20 else name
        phone = (
            None if not health and n % 5 == 0 else f"1380000{n:04}" if n % 3 else f"13{health:d}"
        )
        rows.append({**person(FORTY[n], name, sex="male"), "phone": phone})
    return rows


def raise_cases(yard: Yard) -> None:
    with clock.at(day(TODAY)):
        rounds.raise_cases(yard.house)


def tried(yard: Yard, amendments: Amendments, *ruled: str) -> Trial:
    with clock.at(day(TODAY)):
        return rule_trial.rules(yard.house, "population", amendments, ruled)


class Seen:
    """What a library shows and whom its findings and cases ask, read from the tables alone."""

    def __init__(self, yard: Yard) -> None:
        named = yard.rows("select source_id, provider from registry.source")
        self.sources = {row["source_id"]: row["provider"] for row in named}
        golden = yard.rows("select * from population.person")
        self.golden = {row["entity_key"]: row for row in golden}
        asked = "select finding_id, respondent from discrepancy.finding where status = 'open'"
        self.findings = {(r["finding_id"], r["respondent"]) for r in yard.rows(asked)}
        cases = yard.rows("select * from discrepancy.case where phase <> 'closed'")
        names = ("respondent", "provider", "feed", "kind", "element", "counterparty")
        self.cases = {tuple(row[name] for name in names): row["rows"] for row in cases}

    def values_to(self, other: Seen) -> Counter[tuple[Any, ...]]:
        """How many values differ, and how many of the others come from another: by whose they are."""
        found: Counter[tuple[Any, ...]] = Counter()
        for key in self.golden.keys() & other.golden.keys():
            a, b = self.golden[key], other.golden[key]
            for source in (name for name in a if name.endswith("_source")):
                element = source.removesuffix("_source")
                was, becomes = self.sources.get(a[source]), other.sources.get(b[source])
                if a[element] != b[element] or was != becomes:
                    found[element, was, becomes, a[element] != b[element]] += 1
        return found


def told_values(trial: Trial) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for value in trial.values:
        found[value.element, value.was, value.becomes, True] += value.other
        found[value.element, value.was, value.becomes, False] += value.same
    return +found


def holds(trial: Trial, before: Seen, after: Seen) -> None:
    """What was said is what happened, to the last row."""
    assert told_values(trial) == before.values_to(after)
    entities = {one.come: one.rows for one in trial.entities}
    assert entities.get(True, 0) == len(after.golden.keys() - before.golden.keys())
    assert entities.get(False, 0) == len(before.golden.keys() - after.golden.keys())
    found = trial.prospect
    gained = Counter(provider for _, provider in after.findings - before.findings)
    lost = Counter(provider for _, provider in before.findings - after.findings)
    assert +Counter({p: t.gained for p, t in found.findings_of.items()}) == gained
    assert +Counter({p: t.lost for p, t in found.findings_of.items()}) == lost
    opened = Counter(cause[0] for cause in after.cases.keys() - before.cases.keys())
    closed = Counter(cause[0] for cause in before.cases.keys() - after.cases.keys())
    assert +Counter({p: t.gained for p, t in found.cases_of.items()}) == opened
    assert +Counter({p: t.lost for p, t in found.cases_of.items()}) == closed
    assert +Counter({p: t.after for p, t in found.cases_of.items()}) == Counter(
        cause[0] for cause in after.cases
    )
    rows = {tuple(vars(one.cause).values()): (one.before, one.after) for one in found.cases}
    causes = before.cases.keys() | after.cases.keys()
    moved = {c: (before.cases.get(c, 0), after.cases.get(c, 0)) for c in causes}
    assert {c: n for c, n in rows.items() if n[0] != n[1]} == {
        c: n for c, n in moved.items() if n[0] != n[1]
    }


RULES = {
    "another authority": Amendments(authority=("person.name=human_resources",)),
    "an authority with a fallback": Amendments(authority=("person.phone=health@2026-01-01",)),
    "another word for existence": Amendments(authority=("person=human_resources",)),
    "a stricter comparison": Amendments(compare=("person.name=exact",)),
    "no grace for an element": Amendments(grace=("person.name=0",)),
    "no grace for the entity": Amendments(grace=("person=0",)),
    "all at once": Amendments(
        authority=("person.name=human_resources", "person=health"),
        compare=("person.name=exact",),
        grace=("person.name=0", "person=0"),
    ),
}
