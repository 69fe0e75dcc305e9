"""Compares what every feed says with the golden records: conflict, unregistered, uncovered, old numbers.

Each gives what is raised and what waits; a finding that waits stays as it was.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from demo.generator.judge.declared import Entity
from demo.generator.judge.golden import Gold, Library, may_be
from demo.generator.judge.state import Claim, Finding, Heard, State, finding
from demo.generator.judge.typed import normal

RAISED, WAITING, EXCUSED = "raised", "waiting", "excused"
Standing = dict[Finding, str]


def judge(library: Library, states: dict[str, State]) -> Standing:
    """Everything one entity's feeds say, judged."""
    told: Standing = {}
    for feed in library.catalog.speakers(library.entity.name):
        state = states.get(feed.path)
        if state is None:
            continue
        for claim in state.claims:
            if feed.speaks_of(claim.key):
                _claim(library, states, state, claim, told)
        if feed.supplies.get("full_coverage"):
            _covered(library, state, told)
    return told


def _claim(
    library: Library, states: dict[str, State], state: State, claim: Claim, told: Standing
) -> None:
    entity, feed, key = library.entity, state.feed, claim.key
    decider = entity.decider(key)
    if key not in library.records and key in library.crosswalk:
        key = library.crosswalk[key]
        decider = entity.decider(key)
        if feed.provider != decider and len(claim.key) == len(key):  # shorter: an old form
            told[finding(feed, key, feed.key[0], "identity")] = RAISED
    if feed.provider == decider and key not in library.records:
        return
    gold, heard = library.records.get(key), Heard(states, state, claim, key)
    if gold is None:
        if decider is not None:
            told[finding(feed, key, None, "unregistered")] = _unknown(library, heard)
        return
    if feed.provider != decider and not entity.is_active(gold.values):
        told[finding(feed, key, None, "unregistered")] = _inactive(library, state, key, gold)
    for element in feed.elements:
        authority = entity.authority(element, key)
        if authority is None or authority == feed.provider:
            continue
        ours, theirs = gold.values.get(element), claim.values.get(element)
        if ours is None or theirs is None or same(entity, element, ours, theirs):
            continue
        told[finding(feed, key, element, "conflict")] = _differs(library, heard, element)


def same(entity: Entity, element: str, one: Any, other: Any) -> bool:
    """Whether two values agree as the element is compared."""
    how = entity.elements[element]["compare"]
    if one is None or other is None:
        return one is other
    if how == "normal_text":
        return normal(one) == normal(other)
    if how == "tolerance":
        return abs(Decimal(one) - Decimal(other)) <= Decimal(
            str(entity.elements[element]["tolerance"])
        )
    if how == "days":
        return bool(abs((one - other).days) <= entity.elements[element]["tolerance"])
    return bool(one == other)


def _differs(library: Library, heard: Heard, element: str) -> str:
    entity, claim, key, now = library.entity, heard.claim, heard.key, heard.state.as_of
    grace = int(entity.elements[element]["grace_days"])
    gold = library.records[key]
    recent = [past for past in library.past[key] if past.ended >= now - grace]
    if any(
        past.values.get(element) is not None
        and same(entity, element, past.values[element], claim.values[element])
        for past in recent
    ):
        return EXCUSED
    changed = gold.since.get(element)
    known = any(
        past.values.get(element) is not None
        and not same(entity, element, past.values[element], gold.values[element])
        for past in recent
    )
    if changed is not None and changed + grace > now and not known:
        return WAITING
    authority = entity.authority(element, key)
    theirs = [
        other.as_of
        for other in heard.states.values()
        if other.feed.provider == authority
        and other.feed.entity == entity.name
        and element in other.feed.elements
    ]
    if claim.since is not None and theirs and claim.since + grace > max(theirs):
        return WAITING
    return RAISED


def _unknown(library: Library, heard: Heard) -> str:
    entity, states, claim, key = library.entity, heard.states, heard.claim, heard.key
    if any(
        past.active and past.ended >= heard.state.as_of - entity.grace for past in library.past[key]
    ):
        return EXCUSED
    if may_be(entity, key, claim.key_delivered, claim.values, library.deciding(states, key)):
        return WAITING
    decided = library.decided(states, key)
    if decided is not None and claim.since is not None and claim.since + entity.grace > decided:
        return WAITING
    return RAISED


def _inactive(library: Library, state: State, key: str, gold: Gold) -> str:
    grace, now = library.entity.grace, state.as_of
    past = [one for one in library.past[key] if one.ended >= now - grace]
    if any(one.active for one in past):
        return EXCUSED
    if gold.existing is not None and gold.existing + grace > now:
        return WAITING
    return RAISED


def _covered(library: Library, state: State, told: Standing) -> None:
    entity, feed = library.entity, state.feed
    here = {claim.key for claim in state.claims} | state.kept_keys
    for key, gold in library.records.items():
        if key in here or not feed.speaks_of(key) or not entity.is_active(gold.values):
            continue
        if may_be(entity, key, key, gold.values, [state]):
            told[finding(feed, key, None, "uncovered")] = WAITING
            continue
        latest = max(gold.known, gold.existing if gold.existing is not None else gold.known)
        waits = latest + entity.grace > state.as_of
        told[finding(feed, key, None, "uncovered")] = WAITING if waits else RAISED
