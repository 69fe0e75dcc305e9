"""Writes a feed's contract as SQL: typed columns, the entity's key, and what each row is refused for.

The rules are the declaration's; the SQL runs over millions of rows at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onesource.catalog.contract import Column
from onesource.catalog.feed import Feed
from onesource.catalog.source import HttpApi
from onesource.store.sql import literal, name

Codes = Mapping[str, Mapping[str, str]]  # list → code → title

CASTS = {
    "text": "{clean}",
    "date": "as_date({clean})",
    "timestamp": "as_timestamp({clean})",
    "integer": "as_integer({clean})",
    "geometry": "{clean}",  # brought into one form when the delivery was read
}
TEXTS = ("text", "code", "geometry")
STEPS = {  # of a key standard's macro, where a part of it would be worked out again and again
    "citizen_number": (
        ("__form", "citizen_form({})"),
        ("__digits", "citizen_digits(__form)"),
        ("entity_key", "citizen_number_of(__form, __digits)"),
    ),
}


@dataclass(frozen=True)
class Typed:
    """One column as SQL, in steps over the columns of the step before: a macro is spelt out where it stands.

    From `<name>__delivered` comes `<name>__clean`, from that `<name>__text`, from that the value,
    from all of them the refusals (rule, condition). is_text: whether the value is a text.
    """

    name: str
    delivered: str
    clean: str
    text: str
    value: str
    refusals: tuple[tuple[str, str], ...]
    is_text: bool


def typed(feed: Feed, codes: Codes) -> list[Typed]:
    """Every contract column of `feed` as SQL over the table `records`."""
    return [_typed(feed, key, codes) for key in feed.contract.columns]


def keyed(feed: Feed, standard: str, rows: str) -> str:
    """The typed `rows` with their entity's key, by the key standard's macro, as SQL in steps."""
    columns = ", ".join(name(column) for column in feed.supplies.key)
    for step, told in STEPS.get(standard, (("entity_key", f"{standard}({{}})"),)):
        rows = f"(select *, {told.format(columns)} as {step} from {rows})"
    return rows


def key_rule(feed: Feed, standard: str, fault: bool) -> str:
    """What an unusable key fails, as SQL: what the standard's fault macro says, else the standard."""
    columns = ", ".join(name(column) for column in feed.supplies.key)
    named = literal(standard)
    return f"coalesce({standard}_fault({columns}), {named})" if fault else named


def told_at_the_end(feed: Feed) -> list[str]:
    """The columns a record that is no more still has to tell: which it is, that it ended, and when."""
    ended = (feed.tombstone.column,) if feed.tombstone else ()
    return [*feed.record_key, *ended, *((feed.changed_by,) if feed.changed_by else ())]


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
    column, value = feed.contract.columns[key], name(key)
    delivered, clean, text = (name(f"{key}__{step}") for step in ("delivered", "clean", "text"))
    told = literal("code_list" if column.type == "code" else "type")
    refusals = [(told, f"{text} is not null and {value} is null")]
    if not _asked_elsewhere(feed, key):
        refusals.append((literal("type"), _no_text(feed, delivered)))
        if column.required:
            refusals.append((literal("required"), f"{text} is null"))
    if column.type == "geometry":
        fault = f"geometry_fault({value})"
        refusals.append((fault, f"{fault} is not null"))
    if column.pattern:
        matches = f"regexp_full_match({clean}, {literal(column.pattern)})"
        refusals.append((literal("pattern"), f"not {matches}"))
    return Typed(
        key,
        name(feed.contract.delivered(key)),
        _clean(feed, delivered),
        f"clean_text(regexp_replace({clean}, {literal(column.remove)}, ''))"
        if column.remove
        else clean,
        _value(column, text, codes),
        tuple(refusals),
        column.type in TEXTS,
    )


def _clean(feed: Feed, delivered: str) -> str:
    """Without outer blanks; null for each of the words that mean nothing was told."""
    clean = f"clean_text({delivered})"
    words = ", ".join(literal(word) for word in feed.contract.missing_words)
    return f"case when {clean} not in ({words}) then {clean} end" if words else clean


def _value(column: Column, text: str, codes: Codes) -> str:
    if column.type == "code":
        return _code(column, text, codes)
    if column.type == "decimal":
        return f"try_cast({_number(column, text)} as decimal(38, 6))"
    return CASTS[column.type].format(clean=text)


def _number(column: Column, text: str) -> str:
    """A number in our unit: scaled by the unit it is written with, else by the column's factor."""
    suffixes = sorted((column.suffixes or {}).items(), key=lambda one: -len(one[0]))
    cases = " ".join(
        f"when ends_with({text}, {literal(suffix)}) then "
        + _scaled(f"left({text}, length({text}) - {len(suffix)})", factor)
        for suffix, factor in suffixes
    )
    plain = _scaled(text, column.factor)
    return f"(case {cases} else {plain} end)" if cases else plain


def _scaled(text: str, factor: float | None) -> str:
    number = f"as_decimal({text})"
    return number if factor in (None, 1) else f"cast({number} as double) * {factor!r}::double"


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
