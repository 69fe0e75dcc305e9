"""Draws what was measured: seconds over people, both in powers of ten, one line a way.

`python -m bench.plot` reads tests/bench/measured.jsonl (last lines of `make bench`) and
writes measured.svg beside it. Of one size the last line counts; nothing is drawn that was
not measured.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MEASURED, PICTURE = HERE / "measured.jsonl", HERE / "measured.svg"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 740, 420, 60, 170, 20, 50
WAYS = {  # name in the line → its words, its colour
    "pandas_gx_s": ("pandas and GX", "#c44e52"),
    "postgres_s": ("all of it in PostgreSQL", "#8172b3"),
    "ours_s": ("One Source", "#1f6f43"),
    "change_1pct_s": ("… a hundredth changed", "#55a868"),
    "floor_s": ("the floor", "#777777"),
    "unchanged_s": ("… nothing changed", "#93c9a1"),
}


def read(file: Path = MEASURED) -> list[dict[str, Any]]:
    """The lines, by size."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [one for _, one in sorted({line["people"]: line for line in lines}.items())]


def draw(lines: list[dict[str, Any]]) -> str:
    """The picture as SVG."""
    people = [line["people"] for line in lines]
    seconds = [line[way] for line in lines for way in WAYS if line.get(way)]
    across = _scale((min(people), max(people)), (LEFT, WIDTH - RIGHT))
    up = _scale((min(seconds), max(seconds)), (HEIGHT - BOTTOM, TOP))
    parts, taken = [*_grid(across, up, people, seconds)], [0.0]
    for way, (words, colour) in WAYS.items():
        points = [(across(line["people"]), up(line[way])) for line in lines if line.get(way)]
        if not points:
            continue
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        x, y = points[-1]
        y = max(y, taken[-1] + 14)  # words stand below each other: the slowest come first
        taken.append(y)
        parts.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">{words}</text>')
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n{body}\n</svg>\n'
    )


def _scale(values: tuple[float, float], places: tuple[float, float]) -> Any:
    low, high = math.floor(math.log10(values[0])), math.ceil(math.log10(values[1]))
    first, last = places
    return lambda value: first + (last - first) * (math.log10(value) - low) / (high - low)


def _grid(across: Any, up: Any, people: list[int], seconds: list[float]) -> list[str]:
    parts = []
    for power in range(math.floor(math.log10(min(people))), math.ceil(math.log10(max(people))) + 1):
        x = across(10**power)
        parts.append(_line(x, TOP, x, HEIGHT - BOTTOM))
        words = f"{10**power:,}"
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 30}" text-anchor="middle">{words}</text>')
    for power in range(
        math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds))) + 1
    ):
        y = up(10**power)
        parts.append(_line(LEFT, y, WIDTH - RIGHT, y))
        parts.append(
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10**power:g} s</text>'
        )
    parts.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">people</text>'
    )
    return parts


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="#ddd"/>'


if __name__ == "__main__":
    PICTURE.write_text(draw(read()), encoding="utf-8")
