"""What one feed says at the end of a day: claims in force, rows kept back, and their faults."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from demo.generator.book import Held
from demo.generator.days import Days
from demo.generator.judge.declared import Catalog, Feed
from demo.generator.judge.nearness import Near
from demo.generator.judge.typed import Row, read

Finding = tuple[str, str, str, str, str, str | None, str]
# provider, feed, library, entity, entity_key, element, kind


@dataclass(frozen=True)
class Claim:
    """One row in force."""

    feed: Feed
    record: int
    key: str
    key_delivered: str
    label: str | None
    values: dict[str, Any]
    since: int | None


@dataclass(frozen=True)
class Kept:
    """One row kept back."""

    key: str | None
    key_delivered: str
    label: str | None


@dataclass
class State:
    """A feed at the end of one day."""

    feed: Feed
    as_of: int
    claims: list[Claim]
    kept: list[Kept]
    findings: set[Finding]
    _near: Near | None = None

    @cached_property
    def kept_keys(self) -> set[str]:
        """The keys of what is kept back, where they can be told."""
        return {kept.key for kept in self.kept if kept.key is not None}

    @cached_property
    def labels(self) -> dict[str, set[str]]:
        """What is kept back and has no key: the keys as delivered, by label."""
        found: dict[str, set[str]] = defaultdict(set)
        for kept in self.kept:
            if kept.key is None and kept.label is not None:
                found[kept.label].add(kept.key_delivered.strip())
        return found

    def mistyped(self, key: str, limit: int) -> bool:
        """Whether a key kept back may have been mistyped for this one."""
        if self._near is None:
            unnamed = [kept.key_delivered.strip() for kept in self.kept if kept.key is None]
            self._near = Near(unnamed, limit)
        return bool(self._near.of(key))


@dataclass(frozen=True)
class Heard:
    """One claim, in the state it comes from, beside all others; `key` is the one it is carried to."""

    states: dict[str, State]
    state: State
    claim: Claim
    key: str


def finding(feed: Feed, key: str, element: str | None, kind: str) -> Finding:
    """A finding about what a feed says."""
    library, entity = feed.entity.split(".")
    return (feed.provider, feed.name, library, entity, key, element, kind)


class Reader:
    """Reads one feed day after day; remembers since when each row is as it is."""

    def __init__(self, feed: Feed, catalog: Catalog, days: Days) -> None:
        self._feed, self._catalog, self._days = feed, catalog, days
        self._read: dict[int, tuple[tuple[str | None, ...], Row]] = {}
        self._since: dict[int, tuple[dict[str, Any], int | None]] = {}
        self._first = True
        self._names = [feed.delivered(name) for name in feed.columns]

    def day(self, held: Held, rows: Iterable[int]) -> State:
        """The feed's state from the rows that are there."""
        state = State(self._feed, held.day, [], [], set())
        groups: dict[str, list[Claim]] = defaultdict(list)
        now: dict[int, tuple[dict[str, Any], int | None]] = {}
        for row in rows:
            one = self._row(held, row)
            if one.refusals or one.key is None:
                state.kept.append(Kept(one.key, one.key_delivered, one.label))
                told = one.key or one.key_delivered
                state.findings |= {finding(self._feed, told, *refusal) for refusal in one.refusals}
                continue
            since = self._when(row, one, held.day)
            now[row] = (one.values, since)
            claim = Claim(self._feed, row, one.key, one.key_delivered, one.label, one.values, since)
            groups[one.key].append(claim)
        self._since, self._first = now, False
        for key, claims in groups.items():
            self._together(state, key, claims)
        return state

    def _row(self, held: Held, row: int) -> Row:
        texts = tuple(held.columns[name][row] for name in self._names)
        known = self._read.get(row)
        if known is None or known[0] != texts:
            one = read(self._feed, self._catalog, dict(zip(self._names, texts, strict=True)))
            self._read[row] = known = (texts, one)
        return known[1]

    def _when(self, row: int, one: Row, day: int) -> int | None:
        if self._feed.changed_by:
            moment = one.values[self._feed.changed_by]
            when = moment.date() if isinstance(moment, datetime) else moment
            return self._days.number(when) if isinstance(when, date) else None
        before = self._since.get(row)
        if before is not None and before[0] == one.values:
            return before[1]
        return None if self._first else day

    def _together(self, state: State, key: str, claims: list[Claim]) -> None:
        element = self._feed.key[0]
        if len({claim.label for claim in claims}) > 1:
            self._keep(state, claims, finding(self._feed, key, element, "identity"))
            return
        said = [[claim.values[name] for name in self._feed.elements] for claim in claims]
        if any(one != said[0] for one in said):
            latest = self._latest(claims)
            if latest is None:
                self._keep(state, claims, finding(self._feed, key, element, "duplicate"))
                return
            claims = [latest]
        elif len(claims) > 1:
            state.findings.add(finding(self._feed, key, element, "duplicate"))
        for claim in claims:
            state.findings |= _suite(claim)
        state.claims += claims

    def _latest(self, claims: list[Claim]) -> Claim | None:
        if not self._feed.changed_by:
            return None
        moments = sorted(claims, key=lambda claim: claim.values[self._feed.changed_by])
        last = moments[-1].values[self._feed.changed_by]
        tied = [claim for claim in claims if claim.values[self._feed.changed_by] == last]
        return moments[-1] if len(tied) == 1 else None

    def _keep(self, state: State, claims: list[Claim], told: Finding) -> None:
        state.findings.add(told)
        state.kept += [Kept(claim.key, claim.key_delivered, claim.label) for claim in claims]


def _suite(claim: Claim) -> set[Finding]:
    """The police's own rules: what the number says of birth and sex, the row must say."""
    if claim.feed.path != "public_security/persons":
        return set()
    born = claim.values["birth_date"].strftime("%Y%m%d") == claim.key[6:14]
    male = int(claim.key[16]) % 2 == 1
    told = set()
    if not born:
        told.add(finding(claim.feed, claim.key, "birth_date", "invalid"))
    if male != (claim.values["sex"] == "male"):
        told.add(finding(claim.feed, claim.key, "sex", "invalid"))
    return told
