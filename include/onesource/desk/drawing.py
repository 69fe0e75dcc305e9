"""Draws layers of things and what flows between them: boxes and curves with their places, in pixels."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onesource.desk.lineage import Edge, Node, View

WIDE, HIGH, ASIDE, BELOW = 210, 40, 92, 12
MARGIN, UNITS = 4, 28  # pixels around; halves of a Chinese character that fit a box


@dataclass(frozen=True)
class Box:
    """A thing with its left upper corner; short: its title, cut to fit."""

    node: Node
    x: int
    y: int
    short: str
    wide: int = WIDE
    high: int = HIGH


@dataclass(frozen=True)
class Curve:
    """What flows, as the path of an SVG; label: where it is told how much, None where there is no room."""

    edge: Edge
    path: str
    label: tuple[int, int] | None


@dataclass(frozen=True)
class Drawing:
    """A picture, so wide and high."""

    wide: int
    high: int
    boxes: Sequence[Box]
    curves: Sequence[Curve]


def drawn(view: View) -> Drawing:
    """A view as a picture: each layer a column, in the middle of its height."""
    tallest = max(len(layer) for layer in view.layers)
    high = 2 * MARGIN + tallest * (HIGH + BELOW) - BELOW
    boxes = {
        node.key: Box(node, MARGIN + place * (WIDE + ASIDE), y, _short(node.title))
        for place, layer in enumerate(view.layers)
        for node, y in zip(layer, _rows(len(layer), high), strict=True)
    }
    out = Counter(edge.start.key for edge in view.edges)
    into = Counter(edge.end.key for edge in view.edges)
    curves = [_curve(edge, boxes, out[edge.start.key], into[edge.end.key]) for edge in view.edges]
    wide = 2 * MARGIN + len(view.layers) * (WIDE + ASIDE) - ASIDE
    return Drawing(wide, high, list(boxes.values()), curves)


def _rows(many: int, high: int) -> list[int]:
    first = (high - many * (HIGH + BELOW) + BELOW) // 2
    return [first + place * (HIGH + BELOW) for place in range(many)]


def _curve(edge: Edge, boxes: Mapping[str, Box], out: int, into: int) -> Curve:
    start, end = boxes[edge.start.key], boxes[edge.end.key]
    x, y, u, v = start.x + WIDE, start.y + HIGH // 2, end.x, end.y + HIGH // 2
    bend = (u - x) // 2
    path = f"M{x},{y} C{x + bend},{y} {u - bend},{v} {u},{v}"
    if out == 1:
        return Curve(edge, path, (x + 6, y - 5))
    return Curve(edge, path, (u - 60, v - 5) if into == 1 else None)


def _short(title: str) -> str:
    """A title that fits its box."""
    left = UNITS
    for place, sign in enumerate(title):
        left -= 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if left < 0:
            return f"{title[: place - 1]}…"
    return title
