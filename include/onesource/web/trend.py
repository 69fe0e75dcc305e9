"""A few numbers as a line: the points of an SVG polyline, in a drawing WIDE by HIGH."""

from __future__ import annotations

from collections.abc import Sequence

WIDE, HIGH, MARGIN = 100, 24, 2


def points(numbers: Sequence[int]) -> str:
    """The points of two numbers or more, the first at the left, the least at the bottom."""
    low, high = min(numbers), max(numbers)
    step = WIDE / (len(numbers) - 1)
    return " ".join(
        f"{place * step:.1f},{_down(number - low, high - low):.1f}"
        for place, number in enumerate(numbers)
    )


def _down(above: int, tall: int) -> float:
    """How far down a number lies that is so much above the least."""
    return MARGIN + (HIGH - 2 * MARGIN) * (1 - above / tall) if tall else HIGH / 2
