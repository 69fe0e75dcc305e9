"""Tells whether a regular expression is one that the lake's engine knows (RE2's syntax).

Judged by syntax alone, without the engine: pydantic's own expressions are of the
same kin (neither looking around nor back), and what they know beyond RE2 is
refused here. In doubt a pattern is refused; what is accepted, DuckDB runs.
"""

from __future__ import annotations

import re
from functools import cache

from pydantic_core import SchemaError, SchemaValidator, core_schema

_SIGN = re.compile(r"\\[^A-Za-z0-9]")  # an escaped sign stands for itself
_SCRIPT = "Han|Latin|Greek|Cyrillic|Arabic|Tibetan|Mongolian|Yi|Hangul|Hiragana|Katakana|Bopomofo"
_NAMED = re.compile(rf"\\[pP]\{{(?:[CLMNPSZ][a-z]?|{_SCRIPT}|Any)\}}|\\x\{{[0-9A-Fa-f]+\}}")
_POSIX = "alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit"
_CLASS = re.compile(rf"\[\^?\]?(?:\[:\^?(?:{_POSIX}):\]|(?!\[:|--|\\[uU]|\\[pPx]\{{)[^\]])*\]")
_BEYOND = {
    r"\\[uU]": r"\u; write \x{4e00}",
    r"\\[pPx]\{": r"this \p{…} or \x{…}; write a category such as \p{L} or a script such as \p{Han}",
    r"\(\?<": "(?<name>…); write (?P<name>…)",
    r"\(\?[A-Za-z-]*[Rux]": "the flags R, u and x",
    r"[*+?}](?:[*+{]|\?[*+?{])": "a repetition of a repetition; put the inner one into (?:…)",
    r"\{[\d,]*\d{4}": "more than 999 repetitions",
    r"\[": "a class in a class, or the difference of two",
}


@cache
def fault(pattern: str) -> str | None:
    """Why `pattern` is no expression of the engine's; None where it is one."""
    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError as error:
        return str(error).splitlines()[-1].strip().removeprefix("error: ")
    plain = _CLASS.sub("0", _NAMED.sub("0", _SIGN.sub("0", pattern)))
    found = (told for sign, told in _BEYOND.items() if re.search(sign, plain))
    unknown = next(found, None)
    return f"the engine (RE2) does not know {unknown}" if unknown else None
