"""Decides which spellings are one value: numbers as numbers, dates as dates, the rest as texts.

The kind is decided per element from all that is claimed of it. An element holds dates if
at least 95 % of its claims are real calendar days; else numbers if at least 95 % are
numbers and none is a code, which is a number written with leading zeros (000123); else
texts. In an element of dates or numbers, what is neither is compared as a text.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Kind = Literal["text", "number", "date"]

KINDS: tuple[Kind, ...] = ("text", "number", "date")
TEXT, NUMBER, DATE = range(3)
SHARE = 0.95  # of an element's claims; the rest are slips such as "unknown"
NUMERIC = r"^[+-]?(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?$"
CODE = r"^[+-]?0\d"
SPELT_OUT = r"^(\d{4})[年/.-](\d{1,2})[月/.-](\d{1,2})日?$"
COMPACT = r"^(\d{4})(\d{2})(\d{2})$"
DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


class Comparison:
    """Distinct spellings (texts without nulls), each compared as a text, a number and a date."""

    def __init__(self, spellings: pa.Array) -> None:
        text = texts(spellings)
        number, self.numeric, self.code = numbers(text)
        date, self.dated = dates(text)
        _, self.place = ranked(pa.concat_arrays([text, number, date]))

    def kinds(self, spelling: Ints, element: Ints, elements: int) -> Ints:
        """Each element's kind as a place in KINDS, from the claims' spellings and elements (codes)."""
        count = np.maximum(np.bincount(element, minlength=elements), 1)

        def share(flags: Flags) -> npt.NDArray[np.float64]:
            held = np.bincount(element, flags[spelling].astype(np.float64), elements)
            return np.asarray(held / count)

        numeric = (share(self.numeric) >= SHARE) & (share(self.code) == 0)
        kind = np.where(numeric, NUMBER, TEXT)
        return np.where(share(self.dated) >= SHARE, DATE, kind)

    def keys(self, spelling: Ints, kind: Ints) -> Ints:
        """What each spelling is compared by under its kind: equal keys are one value.

        Keys are in the order of the texts they stand for, so the same values are in the same
        order in any file.
        """
        found: Ints = self.place[kind * (len(self.place) // len(KINDS)) + spelling]
        return found


def texts(spellings: pa.Array) -> pa.Array:
    """Texts as they are compared: NFKC, in lower case (ß as ss, ς as σ), single blanks, trimmed."""
    folded = pc.utf8_lower(pc.utf8_normalize(spellings, "NFKC"))
    for sharp, plain in (("ß", "ss"), ("ς", "σ")):
        folded = pc.replace_substring(folded, sharp, plain)
    return pc.utf8_trim_whitespace(_replaced(folded, r"[\s\pZ]+", " "))


def numbers(text: pa.Array) -> tuple[pa.Array, Flags, Flags]:
    """Numbers in one exact decimal spelling (no float is made), which are numbers, which are codes.

    text: as `texts` makes it. Thousands may be parted by commas; exponents are no numbers.
    """
    numeric = pc.match_substring_regex(text, NUMERIC)
    plain = _replaced(text, r"^\+|,", "")
    plain = _replaced(plain, r"(\.\d*[1-9])0+$", r"\1")
    plain = _replaced(plain, r"\.0+$", "")
    plain = _replaced(plain, r"^-0$", "0")
    code = pc.match_substring_regex(text, CODE)
    return pc.if_else(numeric, plain, text), _flags(numeric), _flags(pc.and_(numeric, code))


def dates(text: pa.Array) -> tuple[pa.Array, Flags]:
    """Days as YYYY-MM-DD, and which are days of the calendar; the others stay as they are."""
    day = _replaced(text, COMPACT, r"\1-\2-\3")
    day = _replaced(day, SPELT_OUT, r"\1-\2-\3")
    day = _replaced(day, r"-(\d)-", r"-0\1-")
    day = _replaced(day, r"-(\d)$", r"-0\1")
    parts = pc.extract_regex(day, r"^(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)$")
    year, month, of_month = (_part(parts, name) for name in ("year", "month", "day"))
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = DAYS[np.where(month <= 12, month, 0)] - ((month == 2) & ~leap)
    real = (year > 0) & (of_month >= 1) & (of_month <= last)
    return pc.if_else(pa.array(real), day, text), real


def ranked(names: Any) -> tuple[pa.Array, Ints]:
    """The distinct texts in code-point order, and each one's place among them."""
    if isinstance(names, pa.ChunkedArray):
        names = names.combine_chunks()
    coded = names if pa.types.is_dictionary(names.type) else names.dictionary_encode()
    order = pc.sort_indices(coded.dictionary).to_numpy()
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    codes = coded.indices.to_numpy(zero_copy_only=False)
    return coded.dictionary.take(pa.array(order)), place[codes]


def _replaced(text: pa.Array, pattern: str, by: str) -> pa.Array:
    return pc.replace_substring_regex(text, pattern=pattern, replacement=by)


def _part(parts: pa.Array, name: str) -> Ints:
    number = pc.cast(pc.struct_field(parts, name), pa.int64())
    return np.asarray(pc.fill_null(number, 0).to_numpy(zero_copy_only=False))


def _flags(array: pa.Array) -> Flags:
    return np.asarray(array.to_numpy(zero_copy_only=False))
