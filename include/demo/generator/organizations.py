"""The city's organisations: agencies and institutions (1), social organisations (5), business (9).

Who represents them, where they sit, which ended long ago and which in the days told.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from demo.generator import names, numbers
from demo.generator.days import NEVER, YEAR, Days, Texts
from demo.generator.people import Event, Flags, Ints, People

AGENCY, INSTITUTION, SOCIAL, BUSINESS, BRANCH, COOPERATIVE = range(6)
AGENCIES = (
    *("公安局", "市场监督管理局", "民政局", "机构编制委员会办公室", "卫生健康委员会", "行政审批局"),
    *("人力资源和社会保障局", "税务局", "自然资源和规划局", "统计局"),
)
INSTITUTIONS = (
    *("第一中学", "实验小学", "人民医院", "图书馆", "文化馆", "疾病预防控制中心"),
    *("水文站", "幼儿园"),
)
SOCIALS = ("商会", "志愿者协会", "慈善基金会", "书法研究会", "养老服务中心", "足球协会", "行业协会")
CAPITALS = (3, 10, 30, 50, 100, 200, 500, 1000, 2000, 5000)


@dataclass
class Organizations:
    """Every organisation, the ten agencies first."""

    code: Texts
    registered: Texts  # an old registration number, or None
    name: Texts
    kind: Ints
    representative: Ints  # a person
    division: Texts
    address: Texts
    founded: Ints
    capital: Texts  # 万元 as a number, or None
    parent: Ints  # or -1
    ended: Ints
    revoked: Flags
    renamed: Event
    eventful: Flags

    def __len__(self) -> int:
        return len(self.code)

    @property
    def firm(self) -> Flags:
        """Which are registered by market regulation."""
        firm: Flags = self.kind >= BUSINESS
        return firm


def found(
    rng: Generator, days: Days, people: People, villages: Texts, addresses: Texts
) -> Organizations:
    """The organisations of a city of these people."""
    size = max(len(AGENCIES) + 8, round(len(people) * 0.125))
    kind = rng.choice(6, size=size, p=[0.02, 0.07, 0.065, 0.7, 0.085, 0.06])
    kind[: len(AGENCIES)] = AGENCY
    kind[len(AGENCIES) : len(AGENCIES) + 8] = [1, 2, 3, 3, 4, 5, 3, 3]
    division = _divisions(rng, villages, size)
    founded = -rng.integers(200, 9000, size=size)
    code, registered = _codes(kind, division, founded)
    name, capital = _names(rng, kind), _capitals(rng, kind)
    ended, revoked = _ends(rng, days, kind)
    return Organizations(
        code,
        registered,
        name,
        kind,
        _representatives(rng, people, size),
        division,
        addresses[rng.integers(len(addresses), size=size)],
        np.where(ended < NEVER, np.minimum(founded, ended - 200), founded),
        capital,
        _parents(rng, kind, ended),
        ended,
        revoked,
        *_events(rng, days, kind, ended, name),
    )


def _divisions(rng: Generator, villages: Texts, size: int) -> Texts:
    village = villages[rng.integers(len(villages), size=size)]
    length = rng.choice([6, 9, 12], size=size, p=[0.6, 0.2, 0.2])
    return np.array([key[:cut] for key, cut in zip(village, length, strict=True)], dtype=object)


def organization_bodies(start: int, count: int, lead: str) -> list[str]:
    """The first eight characters of so many organisation codes, told apart by a running number."""
    signs = numbers.CREDIT
    return [
        lead + "".join(signs[at // 31**power % 31] for power in range(7 - len(lead), -1, -1))
        for at in range(start, start + count)
    ]


def credit_codes(heads: list[str], bodies: list[str]) -> list[str]:
    """Whole credit codes of a first eight characters and an organisation code's first eight."""
    inner = [
        body + check
        for body, check in zip(bodies, numbers.organization_checks(bodies), strict=True)
    ]
    whole = [head + code for head, code in zip(heads, inner, strict=True)]
    return [code + check for code, check in zip(whole, numbers.credit_checks(whole), strict=True)]


_HEADS = ("11", "12", "51", "91", "91", "93")


def _codes(kind: Ints, division: Texts, founded: Ints) -> tuple[Texts, Texts]:
    heads = [f"{_HEADS[sort]}{place[:6]}" for sort, place in zip(kind, division, strict=True)]
    running = np.random.default_rng(len(kind)).permutation(len(kind)) * 7 + 31**4
    bodies = [organization_bodies(int(at), 1, "MA")[0] for at in running]
    codes = np.array(credit_codes(heads, bodies), dtype=object)
    old = np.flatnonzero((kind >= BUSINESS) & (founded < -11.1 * YEAR))
    numbered = [f"{division[at][:6]}{at % 100_000_000:08d}" for at in old]
    registered = np.full(len(kind), None, dtype=object)
    checks = numbers.registration_checks(numbered)
    registered[old] = [body + check for body, check in zip(numbered, checks, strict=True)]
    return codes, registered


def _names(rng: Generator, kind: Ints) -> Texts:
    trade = np.array(names.TRADE, dtype=object)
    firsts, seconds = (trade[rng.integers(len(trade), size=len(kind))] for _ in range(2))
    county = np.array(["安和市", "东湖区", "西岭区", "南川县", "北原县"], dtype=object)
    place = county[rng.integers(5, size=len(kind))]
    at = rng.integers(1 << 30, size=len(kind))
    made = [
        _name(int(sort), city, one + two, int(pick))
        for sort, city, one, two, pick in zip(kind, place, firsts, seconds, at, strict=True)
    ]
    for row, title in enumerate(AGENCIES):
        made[row] = f"安和市{title}"
    return np.array(made, dtype=object)


def _name(kind: int, place: str, trade: str, pick: int) -> str:
    if kind == AGENCY:
        return f"{place}{trade}事务局"
    if kind == INSTITUTION:
        return f"{place}{trade}{INSTITUTIONS[pick % len(INSTITUTIONS)]}"
    if kind == SOCIAL:
        return f"{place}{trade}{SOCIALS[pick % len(SOCIALS)]}"
    field = names.FIELDS[pick % len(names.FIELDS)]
    if kind == BRANCH:
        return f"{trade}{field}有限公司{place}分公司"
    if kind == COOPERATIVE:
        return f"{place}{trade}种植农民专业合作社"
    return (
        f"{trade}（{place}）{field}有限公司" if pick % 3 == 0 else f"{place}{trade}{field}有限公司"
    )


def _capitals(rng: Generator, kind: Ints) -> Texts:
    amounts = np.array(CAPITALS)[rng.integers(len(CAPITALS), size=len(kind))]
    odd = rng.random(len(kind)) < 0.2
    values = np.where(odd, amounts + np.round(rng.random(len(kind)), 2), amounts)
    capital = np.array([f"{value:.2f}" for value in values], dtype=object)
    none = (rng.random(len(kind)) < 0.15) | np.isin(kind, (AGENCY, SOCIAL, BRANCH))
    capital[none] = None
    return capital


def _ends(rng: Generator, days: Days, kind: Ints) -> tuple[Ints, Flags]:
    size, firm = len(kind), kind >= BUSINESS
    ended = np.full(size, NEVER)
    long_ago = rng.random(size) < np.where(firm, 0.08, 0.02)
    ended[long_ago] = rng.integers(-1500, -90, size=int(long_ago.sum()))
    lately = firm & ~long_ago & (rng.random(size) < 0.004)
    ended[lately] = rng.integers(-20, days.last + 1, size=int(lately.sum()))
    ended[: len(AGENCIES) + 8] = NEVER
    return ended, (rng.random(size) < 0.2) & (ended < NEVER)


def _representatives(rng: Generator, people: People, size: int) -> Ints:
    age = -people.born / YEAR
    calm = ~people.eventful & (people.died == NEVER) & (people.former == None)  # noqa: E711
    pool = np.flatnonzero(calm & (age > 25) & (age < 66))
    if not len(pool):
        pool = np.flatnonzero(people.died == NEVER)
    return rng.choice(pool, size, replace=len(pool) < size)


def _parents(rng: Generator, kind: Ints, ended: Ints) -> Ints:
    pool = np.flatnonzero((kind == BUSINESS) & (ended == NEVER))
    pool = pool[pool >= len(AGENCIES)]
    some = rng.choice(pool[: max(1, len(pool) // 10)], size=len(kind))
    return np.where(kind == BRANCH, some, -1)


def _events(
    rng: Generator, days: Days, kind: Ints, ended: Ints, name: Texts
) -> tuple[Event, Flags]:
    pool = np.flatnonzero((kind >= BUSINESS) & (ended == NEVER))
    pool = pool[pool >= len(AGENCIES) + 8]
    who = np.sort(rng.choice(pool, min(len(pool), max(1, len(kind) // 250)), replace=False))
    new = np.array([_other(rng, text) for text in name[who]], dtype=object)
    eventful = (ended > -70) & (ended < NEVER)
    eventful[who] = True
    eventful[: len(AGENCIES)] = True
    return Event(who, rng.integers(-10, days.last + 1, size=len(who)), new), eventful


def _other(rng: Generator, name: str) -> str:
    fields = [field for field in names.FIELDS if field not in name]
    for field in names.FIELDS:
        if field in name:
            return name.replace(field, fields[int(rng.integers(len(fields)))])
    return name.replace("种植", "养殖")
