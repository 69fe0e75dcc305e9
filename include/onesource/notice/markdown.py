"""Markdown that texts from data cannot become part of: they stand in code spans, as text alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

LONGEST = 300  # characters quoted of one value or explanation
_PLAIN = str.maketrans({"`": "ˋ", "|": "｜"})


def quoted(text: str | None) -> str:
    """Text from data as a code span on one line, without signs that are not seen; a dash for none."""
    seen = (
        sign
        for sign in text or ""
        if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf")
    )
    flat = " ".join("".join(seen).translate(_PLAIN).split())
    if not flat:
        return "—"
    return f"`{flat[:LONGEST]}{'…' if len(flat) > LONGEST else ''}`"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; what its cells hold is Markdown already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
