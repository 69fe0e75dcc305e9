"""Follows what a claim refers to: whether the other is there, and still may be referred to."""

from __future__ import annotations

from typing import Any

from demo.generator.judge.claims import EXCUSED, RAISED, WAITING, Standing
from demo.generator.judge.golden import Library
from demo.generator.judge.state import Heard, State, finding
from demo.generator.judge.typed import key_of


def judge(libraries: dict[str, Library], states: dict[str, State]) -> Standing:
    """Every reference of every claim."""
    told: Standing = {}
    for state in states.values():
        entity = libraries[state.feed.entity].entity
        for element in state.feed.elements:
            link = entity.elements[element].get("refers_to")
            if link is None:
                continue
            targets = [libraries[name] for name in link["entities"]]
            for claim in state.claims:
                value = claim.values.get(element)
                if value is not None and state.feed.speaks_of(claim.key):
                    key = _own(libraries[state.feed.entity], claim.key)
                    standing = _follow(targets, Heard(states, state, claim, key), value, link)
                    if standing:
                        told[finding(state.feed, key, element, "broken_link")] = standing
    return told


def _own(library: Library, key: str) -> str:
    return key if key in library.records else library.crosswalk.get(key, key)


def _follow(targets: list[Library], heard: Heard, value: str, link: dict[str, Any]) -> str | None:
    grace = int(link["grace_days"])
    outcomes = []
    for target in targets:
        key = key_of(target.entity.standard, value)
        gold = target.records.get(key) if key else None
        if gold is not None and (not link["active"] or target.entity.is_active(gold.values, True)):
            return None
        outcomes.append(_missing(target, heard, key or value, grace))
    for standing in (EXCUSED, WAITING):
        if standing in outcomes:
            return standing
    return RAISED


def _missing(target: Library, heard: Heard, value: str, grace: int) -> str:
    entity, states, claim, now = target.entity, heard.states, heard.claim, heard.state.as_of
    for deciding in target.deciding(states, value):
        if value in deciding.kept_keys:
            return WAITING
        if entity.mistyped is not None and deciding.mistyped(value, entity.mistyped):
            return WAITING
    decided = target.decided(states, value)
    if decided is not None and claim.since is not None and claim.since + grace > decided:
        return WAITING
    gold = target.records.get(value)
    if gold is not None and gold.existing is not None and gold.existing + grace > now:
        return WAITING
    if any(
        entity.is_active(past.values, True) and past.ended >= now - grace
        for past in target.past.get(value, [])
    ):
        return EXCUSED
    return RAISED
