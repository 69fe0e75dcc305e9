"""Writes a feed's contract as SQL: typed columns, the entity's key, and what each row is refused for.

The rules are the declaration's; the SQL runs over millions of rows at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onesource.catalog.feed import Column, Feed, HttpApi
from onesource.store.sql import literal, name

Codes = Mapping[str, Mapping[str, str]]  # list → code → title

CASTS = {
    "text": "{clean}",
    "date": "as_date({clean})",
    "integer": "try_cast({clean} as bigint)",
    "decimal": "try_cast({clean} as decimal(38, 6))",
}


# What a provider reads of each rule: what is wrong, what to do.
WORDS = {
    "required": ("必填项为空", "请补填后重新报送"),
    "pattern": ("不符合约定的格式", "请按约定的格式更正"),
    "type": ("不是约定类型的值", "请按约定的类型填写，例如日期、数字"),
    "code_list": (
        "代码不在约定的代码表中",
        "请改用约定的代码；如代码表需要增补，请联系数据主管部门",
    ),
    "division_key": ("不是该级别的有效区划代码", "请核对代码与级别"),
    "contradiction": ("同一批数据中同一记录有互相矛盾的内容", "请核实哪一条正确，只报送一条"),
}


@dataclass(frozen=True)
class Typed:
    """One column as SQL: its value, what was delivered, and the refusals (rule, condition)."""

    name: str
    value: str
    delivered: str
    refusals: tuple[tuple[str, str], ...]


def typed(feed: Feed, codes: Codes) -> list[Typed]:
    """Every contract column of `feed` as SQL over the table `records`."""
    return [_typed(feed, key, codes) for key in feed.contract.columns]


def entity_key(feed: Feed, standard: str) -> str:
    """The entity's key as SQL over the typed columns: the key standard's macro."""
    return f"{standard}({', '.join(name(column) for column in feed.supplies.key)})"


def titled(feed: Feed, column: str | None, codes: Codes, prefix: str = "") -> str | None:
    """The title of the code in `column` as SQL; None where the feed has no such column."""
    declared = feed.contract.columns.get(column or "")
    if column is None or declared is None:
        return None
    value = f"{prefix}{name(column)}"
    titles = codes[declared.code_list] if declared.code_list else {}
    cases = " ".join(
        f"when {literal(code)} then {literal(title)}" for code, title in titles.items()
    )
    return f"(case {value} {cases} else {value} end)" if cases else value


def _typed(feed: Feed, key: str, codes: Codes) -> Typed:
    column, delivered = feed.contract.columns[key], name(feed.contract.delivered(key))
    clean = f"clean_text({delivered})"
    if feed.contract.missing_words:
        clean = (
            f"(case when {clean} not in ({_list(feed.contract.missing_words)}) then {clean} end)"
        )
    part = f"clean_text(regexp_replace({clean}, {literal(column.remove)}, ''))"
    text = part if column.remove else clean
    value = (
        _code(column, text, codes)
        if column.type == "code"
        else CASTS[column.type].format(clean=text)
    )
    told = "code_list" if column.type == "code" else "type"
    refusals = [(told, f"{text} is not null and {value} is null")]
    if not _asked_elsewhere(feed, key):
        refusals.append(("type", _no_text(feed, delivered)))
        if column.required:
            refusals.append(("required", f"{text} is null"))
    if column.pattern:
        refusals.append(("pattern", f"not regexp_full_match({clean}, {literal(column.pattern)})"))
    return Typed(key, value, delivered, tuple(refusals))


def _no_text(feed: Feed, delivered: str) -> str:
    """Where a value is none: a NUL no database takes, or JSON with more inside than one value."""
    holds_nul = f"contains({delivered}, chr(0))"
    if not isinstance(feed.source, HttpApi):
        return holds_nul
    nested = f"json_type(case when json_valid({delivered}) then {delivered} end)"
    return f"{holds_nul} or {nested} in ('OBJECT', 'ARRAY')"


def _asked_elsewhere(feed: Feed, key: str) -> bool:
    """Whether a column only tells a code by a text that is itself asked for, and refused once."""
    columns, delivered = feed.contract.columns, feed.contract.delivered(key)
    return columns[key].when is not None and any(
        other.required and other.when is None and feed.contract.delivered(name) == delivered
        for name, other in columns.items()
    )


def _code(column: Column, text: str, codes: Codes) -> str:
    if column.when is not None:
        cases = (
            f"when regexp_matches({text}, {literal(part)}) then {literal(code)}"
            for part, code in column.when.items()
        )
        rest = f"when {text} is not null then {literal(column.otherwise)}"
        return f"(case {' '.join(cases)} {rest} end)"
    listed = codes[column.code_list or ""]
    values = column.values or {code: code for code in listed}
    cases = (f"when {literal(theirs)} then {literal(ours)}" for theirs, ours in values.items())
    return f"(case {text} {' '.join(cases)} end)"


def _list(words: Iterable[str]) -> str:
    return ", ".join(literal(word) for word in words)
