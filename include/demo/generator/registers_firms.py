"""What market regulation, the staffing office, civil affairs and taxation hold about organisations."""

from __future__ import annotations

import numpy as np

from demo.generator import quirks
from demo.generator.book import Book, Rows, texts
from demo.generator.city import City
from demo.generator.days import NEVER, Texts
from demo.generator.organizations import AGENCY, BRANCH, BUSINESS, COOPERATIVE, INSTITUTION, SOCIAL

WEEK = 7


def books(city: City) -> list[Book]:
    """Every feed that speaks of organisations."""
    return [companies(city), institutions(city), social_organizations(city), taxpayers(city)]


def _representatives(city: City, who: Rows) -> tuple[Texts, Texts]:
    one = city.organizations.representative[who]
    return city.people.name[one], city.people.number[one]


def _status(city: City, who: Rows, words: tuple[str, str, str], day: Rows | int) -> Texts:
    """The words for active, revoked and cancelled, as things stood on `day`."""
    organizations = city.organizations
    over = organizations.ended[who] <= day
    ended = np.where(organizations.revoked[who], words[1], words[2])
    return np.where(over, ended, words[0]).astype(object)


def companies(city: City) -> Book:
    """Market regulation's register of firms, branches and cooperatives."""
    organizations, days, rng = city.organizations, city.days, city.random("companies")
    who = np.flatnonzero(organizations.firm)
    name, number = _representatives(city, who)
    kinds = {BRANCH: ["2000"], COOPERATIVE: ["9100"], BUSINESS: ["1100", "1200", "4500"]}
    sorts = organizations.kind[who]
    book = Book(
        "market_regulation",
        "companies",
        "organization",
        {
            "company_id": texts([f"QY{at + 1:09d}" for at in who]),
            "credit_code": quirks.codes(rng, organizations.code[who]),
            "registration_number": organizations.registered[who],
            "name": organizations.name[who],
            "entity_type": texts([kinds[s][at % len(kinds[s])] for at, s in enumerate(sorts)]),
            "status": _status(city, who, ("1", "2", "3"), 1),
            "representative_name": name,
            "representative_id_number": number,
            "address": organizations.address[who],
            "division_code": organizations.division[who],
            "established_on": days.spelled(
                organizations.founded[who], rng.choice(4, size=len(who), p=[0.7, 0.1, 0.1, 0.1])
            ),
            "capital": _capital(rng, organizations.capital[who]),
            "parent_credit_code": np.where(
                organizations.parent[who] >= 0, organizations.code[organizations.parent[who]], None
            ).astype(object),
            "deleted": np.full(len(who), "0", dtype=object),
        },
        organizations.code[who],
        who,
        np.ones(len(who), dtype=np.int64),
        stamp="updated_at",
        ends_by=("deleted", "1"),
        stamped=-rng.integers(90, 2500, size=len(who)),
    )
    _learn(city, book, who)
    return book


def _learn(city: City, book: Book, who: Rows) -> None:
    organizations = city.organizations
    over = np.flatnonzero(organizations.ended[who] < NEVER)
    day = organizations.ended[who[over]]
    book.learn(over, day, "status", _status(city, who[over], ("1", "2", "3"), NEVER - 1))
    row = book.rows_of(len(organizations))
    event = organizations.renamed
    book.learn(row[event.who], event.day, "name", event.values)


def _capital(rng: np.random.Generator, values: Texts) -> Texts:
    style = rng.choice(4, size=len(values), p=[0.5, 0.2, 0.2, 0.1])
    return texts([_amount(value, int(at)) for value, at in zip(values, style, strict=True)])


def _amount(value: str | None, style: int) -> str | None:
    if value is None or style == 0:
        return value
    if style == 3:
        return f"{round(float(value) * 10_000)}元"
    return value + ("万元人民币" if style == 1 else "万元")


def institutions(city: City) -> Book:
    """The staffing office's register of agencies and institutions."""
    organizations, days, rng = city.organizations, city.days, city.random("institutions")
    who = np.flatnonzero(np.isin(organizations.kind, (AGENCY, INSTITUTION)))
    name, number = _representatives(city, who)
    return Book(
        "staffing_office",
        "institutions",
        "organization",
        {
            "统一社会信用代码": organizations.code[who],
            "单位名称": organizations.name[who],
            "单位类型": np.where(organizations.kind[who] == AGENCY, "机关", "事业单位").astype(
                object
            ),
            "状态": _status(city, who, ("正常", "注销", "注销"), 1),
            "法定代表人": name,
            "法定代表人公民身份号码": number,
            "住所": organizations.address[who],
            "所在区划代码": organizations.division[who],
            "设立日期": days.spelled(
                organizations.founded[who], rng.choice([0, 3, 4], size=len(who))
            ),
            "开办资金": _capital(rng, organizations.capital[who]),
        },
        organizations.code[who],
        who,
        np.ones(len(who), dtype=np.int64),
    )


def social_organizations(city: City) -> Book:
    """Civil affairs' register of social organisations."""
    organizations, days, rng = city.organizations, city.days, city.random("social organizations")
    who = np.flatnonzero(organizations.kind == SOCIAL)
    name, number = _representatives(city, who)
    kinds = ("社会团体", "民办非企业单位", "社会团体", "基金会")
    return Book(
        "civil_affairs",
        "social_organizations",
        "organization",
        {
            "credit_code": organizations.code[who],
            "name": organizations.name[who],
            "kind": texts([kinds[at % 4] for at in range(len(who))]),
            "status": _status(city, who, ("正常", "撤销", "注销"), 1),
            "representative_name": name,
            "representative_id_number": number,
            "address": organizations.address[who],
            "division_code": organizations.division[who],
            "established_on": days.spelled(
                organizations.founded[who], rng.choice([0, 1], size=len(who))
            ),
        },
        organizations.code[who],
        who,
        np.ones(len(who), dtype=np.int64),
    )


def taxpayers(city: City) -> Book:
    """Taxation's weekly list of taxpayers: who ended a fortnight ago is no more on it."""
    organizations, days, rng = city.organizations, city.days, city.random("taxpayers")
    there = organizations.firm & (organizations.ended > 1 - 14)
    who = np.flatnonzero(there & (rng.random(len(organizations)) < 0.94))
    name, _ = _representatives(city, who)
    book = Book(
        "taxation",
        "taxpayers",
        "organization",
        {
            "登记序号": texts([f"{at + 980_000_000_001:012d}" for at in who]),
            "纳税人识别号": quirks.codes(rng, organizations.code[who], wide=0),
            "纳税人名称": _brackets(rng, organizations.name[who]),
            "法定代表人": name,
            "状态": _status(city, who, ("03", "05", "07"), -5),
            "登记日期": days.compact(np.minimum(organizations.founded[who] + 20, -30)),
            "注册资本": _yuan(organizations.capital[who]),
        },
        organizations.code[who],
        who,
        np.ones(len(who), dtype=np.int64),
        every=WEEK,
    )
    ended = organizations.ended[who]
    book.leaves = np.where(ended < NEVER, np.maximum(ended + 14, 2), NEVER)
    over = np.flatnonzero((ended < NEVER) & (ended > -5))
    book.learn(
        over, ended[over] + 6, "状态", _status(city, who[over], ("03", "05", "07"), NEVER - 1)
    )
    row, event = book.rows_of(len(organizations)), organizations.renamed
    held = row[event.who] >= 0
    book.learn(row[event.who][held], event.day[held] + 4, "纳税人名称", event.values[held])
    return book


def _brackets(rng: np.random.Generator, names: Texts) -> Texts:
    """Names, some with narrow brackets for wide ones."""
    narrow = rng.random(len(names)) < 0.3
    return texts(
        [
            name.replace("（", "(").replace("）", ")") if thin else name
            for name, thin in zip(names, narrow, strict=True)
        ]
    )


def _yuan(capital: Texts) -> Texts:
    return texts(
        [None if value is None else f"{round(float(value) * 10_000)}.00" for value in capital]
    )
