"""A small population of which four departments speak, the authority wrong in known keys."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from mastering.yard import CONTACTS, INSURED, MARRIAGES, PERSONS, Yard, day, person

from onesource import clock
from onesource.pipeline import round as rounds

ERRS = {PERSONS: 0.03, CONTACTS: 0.02, INSURED: 0.03, MARRIAGES: 0.10}  # how often each errs
SPEAKS = {PERSONS: 1.0, CONTACTS: 0.6, INSURED: 0.6, MARRIAGES: 0.4}  # of how many each speaks
NAMES = "安白常丁范高何江康林马倪潘邱沈唐万徐杨郑"
Said = dict[str, dict[str, str]]  # by feed and key


@dataclass
class People:
    """What is true, and what each feed says: name by key."""

    true: dict[str, str]
    said: Said

    @classmethod
    def made(cls, seed: int, many: int = 500, authority: float = ERRS[PERSONS]) -> People:
        """Departments that err by themselves; authority: how often the authority errs."""
        drawn = random.Random(seed)
        true = {key(n): _name(drawn) for n in range(many)}
        said = {
            path: {
                k: _name(drawn) if drawn.random() < errs else told
                for k, told in true.items()
                if drawn.random() < SPEAKS[path]
            }
            for path, errs in (ERRS | {PERSONS: authority}).items()
        }
        return cls(true, said)

    def copied(self, source: str, by: str) -> None:
        """The feed `by` says what `source` says, errors too."""
        self.said[by] = dict(self.said[source])

    def deliver(self, yard: Yard, at: int, feeds: Iterable[str] = tuple(ERRS)) -> None:
        """Feeds deliver, and the library is published."""
        for path in feeds:
            yard.says(path, [person(k, name) for k, name in self.said[path].items()], at)
        yard.library("population", at)

    def wrong(self, k: str) -> bool:
        """Whether the authority is wrong of that key."""
        return self.said[PERSONS][k] != self.true[k]


def key(number: int) -> str:
    return f"98010119900101{number:04}"


def _name(drawn: random.Random) -> str:
    return "".join(drawn.choices(NAMES, k=3))


def estimate(yard: Yard, at: int) -> int | None:
    with clock.at(day(at)):
        return rounds.estimate(yard.house, "population")


def raise_cases(yard: Yard, at: int) -> int:
    with clock.at(day(at)):
        return rounds.raise_cases(yard.house)


def conflicts(yard: Yard) -> list[dict[str, Any]]:
    """The open conflicts with what is estimated of them."""
    query = (
        "select f.finding_id, f.entity_key, f.provider, f.respondent, f.asked_for, "
        "e.authority_wrong, e.provider_right, e.proposed, e.backer, e.backers, e.says_so "
        "from discrepancy.finding f left join discrepancy.estimate e using (finding_id) "
        "where f.status = 'open' and f.kind = 'conflict' order by f.finding_id"
    )
    return yard.rows(query)


def doubts(yard: Yard) -> dict[str, float]:
    """How probably the authority is wrong, by key."""
    return {row["entity_key"]: row["authority_wrong"] for row in conflicts(yard)}


def area(doubt: dict[str, float], wrong: Callable[[str], bool]) -> float:
    """How often a wrong authority is doubted more than a right one (the area under the ROC curve)."""
    ours = [told for key, told in doubt.items() if wrong(key)]
    others = [told for key, told in doubt.items() if not wrong(key)]
    wins = sum((a > b) + (a == b) / 2 for a in ours for b in others)
    return wins / (len(ours) * len(others))
