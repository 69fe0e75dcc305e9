"""Reads one delivered row: its typed values, its key, and what it is refused for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import shapely

from demo.generator.judge import keys
from demo.generator.judge.declared import Catalog, Feed

BLANK = " \t\r\n\u3000\u00a0\ufeff\u200b"
WIDE = {at: at - 0xFEE0 for at in range(0xFF01, 0xFF5F)}
LENGTHS = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}
STANDARDS = {
    "citizen_number": keys.citizen,
    "credit_code": keys.credit,
    "license_id": keys.license_identifier,
    "unit_code": keys.unit,
    "parcel_code": keys.parcel,
    "address_code": keys.address,
}


@dataclass(frozen=True)
class Row:
    """One row, read. A row with refusals is kept back."""

    values: dict[str, Any]
    refusals: tuple[tuple[str, str], ...]  # element, kind
    key: str | None
    key_delivered: str
    label: str | None


def normal(text: str | None) -> str | None:
    """The form in which two texts are compared."""
    if text is None:
        return None
    narrow = unicodedata.normalize("NFC", text).translate(WIDE)
    return "".join(sign for sign in narrow if not sign.isspace() and sign not in BLANK) or None


def key_of(standard: str, value: str | None) -> str | None:
    """A key in its normal form by its standard, told by one value."""
    if standard == "division_key":
        return value if value and re.fullmatch(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}", value) else None
    return STANDARDS[standard](value)


def division_key(code: str | None, level: str | None) -> str | None:
    """A division's code cut to its level's length."""
    length = LENGTHS.get(level or "", 0)
    if not code or not length or not re.fullmatch(r"\d{12}", code):
        return None
    return code[:length] if set(code[length:]) <= {"0"} else None


def read(feed: Feed, catalog: Catalog, delivered: dict[str, str | None]) -> Row:
    """The row as typed values, its key by the entity's standard, and all refusals."""
    entity = catalog.entities[feed.entity]
    values: dict[str, Any] = {}
    refusals: list[tuple[str, str]] = []
    for name, column in feed.columns.items():
        values[name], kind = _value(
            column, _clean(feed, delivered.get(feed.delivered(name))), catalog
        )
        if kind:
            refusals.append((name, kind))
    told = delivered.get(feed.delivered(feed.key[0])) or ""
    key = (
        division_key(values[feed.key[0]], values[feed.key[1]])
        if entity.standard == "division_key"
        else key_of(entity.standard, values[feed.key[0]])
    )
    if key is None and not refusals:
        refusals.append((feed.key[0], "invalid"))
    shown = entity.label if entity.label in feed.columns else None
    label = normal(delivered.get(feed.delivered(shown))) if shown else None
    return Row(values, tuple(refusals), key, told, label)


def value(feed: Feed, column: str, text: str | None, catalog: Catalog) -> Any:
    """One delivered value, typed; None where it is none."""
    return _value(feed.columns[column], _clean(feed, text), catalog)[0]


def _clean(feed: Feed, text: str | None) -> str | None:
    clean = (text or "").strip(BLANK) or None
    return None if clean in feed.missing else clean


def _value(column: dict[str, Any], text: str | None, catalog: Catalog) -> tuple[Any, str | None]:
    if text is None:
        return None, "invalid" if column["required"] else None
    if column.get("pattern") and not re.fullmatch(column["pattern"], text):
        return None, "invalid"
    if column["type"] == "code":
        return _code(column, text, catalog)
    if column["type"] == "geometry":
        return _geometry(text)
    value = _PLAIN[column["type"]](column, text)
    return value, "invalid" if value is None else None


def _code(column: dict[str, Any], text: str, catalog: Catalog) -> tuple[str | None, str | None]:
    listed = catalog.codes[column["code_list"]]
    values = column.get("values") or {code: code for code in listed}
    value = {str(theirs): str(ours) for theirs, ours in values.items()}.get(text)
    return value, None if value else "invalid"


def _geometry(text: str) -> tuple[str | None, str | None]:
    shape = shapely.from_wkb(text)
    good = shape is not None and not shape.is_empty and shape.is_valid
    return text, None if good else "geometry"


def as_date(text: str) -> date | None:
    """A date in any of the spellings that are agreed."""
    if re.fullmatch(r"[2-5]\d{4}|60000", text):
        return date(1899, 12, 30) + timedelta(days=int(text))
    found = re.fullmatch(
        r"(\d{4})(?:(\d\d)(\d\d)|[-/](\d{1,2})[-/](\d{1,2})|年(\d{1,2})月(\d{1,2})日)", text
    )
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _date(_: dict[str, Any], text: str) -> date | None:
    return as_date(text)


def _moment(_: dict[str, Any], text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _integer(_: dict[str, Any], text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d+", text) else None


def _decimal(column: dict[str, Any], text: str) -> Decimal | None:
    factor = Decimal(str(column.get("factor", 1)))
    for suffix, times in (column.get("suffixes") or {}).items():
        if text.endswith(suffix):
            text, factor = text.removesuffix(suffix), Decimal(str(times))
            break
    try:
        return (Decimal(text.replace(",", "").translate(WIDE)) * factor).quantize(
            Decimal("0.000001")
        )
    except InvalidOperation:
        return None


def _text(_: dict[str, Any], text: str) -> str:
    return text


_PLAIN = {
    "text": _text,
    "date": _date,
    "timestamp": _moment,
    "integer": _integer,
    "decimal": _decimal,
}
