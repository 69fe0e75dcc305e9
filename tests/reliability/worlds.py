"""Makes small worlds in which the truth is known: who claims what, who copies, who decides."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

ITEMS = 200


@dataclass(frozen=True)
class World:
    """Claims, the truth of each (item, element), and each element's authority."""

    claims: pa.Table
    truth: dict[tuple[str, str], str]
    authority: dict[str, str]
    accuracy: dict[tuple[str, str], float] = field(default_factory=dict)
    copiers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Source:
    """One provider: how often it is right on each element, and what share of items it covers."""

    name: str
    right: tuple[float, ...]
    covers: float = 1.0
    copies: str = ""
    rate: float = 0.9


def made(seed: int, sources: list[Source], false_values: int = 8, items: int = ITEMS) -> World:
    """A world of these sources, drawn with `seed`; the first source is the authority."""
    draw = np.random.default_rng(seed)
    elements = len(sources[0].right)
    # a value's name tells nothing: what is true is drawn as well
    names = np.array([draw.permutation(false_values + 1) for _ in range(items * elements)])
    stated: dict[str, np.ndarray] = {}
    for source in sources:
        right = np.repeat(np.array(source.right)[None, :], items, 0).ravel()
        said = np.where(
            draw.random(len(right)) < right, 0, draw.integers(1, false_values + 1, len(right))
        )
        said[draw.random(len(said)) >= source.covers] = -1
        if source.copies:
            taken = (draw.random(len(said)) < source.rate) & (stated[source.copies] >= 0)
            said = np.where(taken, stated[source.copies], said)
        stated[source.name] = said
    rows = [
        (f"i{fact // elements:04}", f"e{fact % elements}", name, f"v{names[fact, value]}")
        for name, said in stated.items()
        for fact, value in enumerate(said)
        if value >= 0
    ]
    columns = dict(
        zip(("item", "element", "provider", "value"), zip(*rows, strict=True), strict=True)
    )
    return World(
        claims=pa.table({name: list(column) for name, column in columns.items()}),
        truth={
            (f"i{fact // elements:04}", f"e{fact % elements}"): f"v{names[fact, 0]}"
            for fact in range(items * elements)
        },
        authority={f"e{element}": sources[0].name for element in range(elements)},
        accuracy={
            (source.name, f"e{element}"): right
            for source in sources
            for element, right in enumerate(source.right)
        },
        copiers=frozenset(source.name for source in sources if source.copies),
    )


def unequal(seed: int) -> World:
    """Nine independent sources, from bad to good."""
    rates = np.random.default_rng(1000 + seed).permutation(np.linspace(0.3, 0.95, 9))
    return made(seed, [Source(f"s{n}", (rate, rate), 0.8) for n, rate in enumerate(rates)], 4)


def equal(seed: int) -> World:
    """Seven independent sources, all right as often."""
    return made(seed, [Source(f"s{n}", (0.7, 0.7), 0.9) for n in range(7)], 4)


def copiers(seed: int) -> World:
    """Five good sources, and a bad one with three copies of it."""
    good = [Source(f"s{n}", (0.8, 0.8), 0.9) for n in range(5)]
    bad = Source("bad", (0.4, 0.4), 0.95)
    copies = [Source(f"copy{n}", (0.5, 0.5), 0.9, "bad", 0.9) for n in range(3)]
    return made(seed, [*good, bad, *copies])


def one_element(seed: int) -> World:
    """Six sources that are right on one element and wrong on the next."""
    sources = [
        Source(f"s{n}", tuple(0.95 if (n + e) % 3 == 0 else 0.5 for e in range(3)), 0.9)
        for n in range(6)
    ]
    return made(seed, sources, 3)


def few(seed: int) -> World:
    """Four departments, as in a city; the authority is good, not the best on all."""
    return made(
        seed,
        [
            Source("authority", (0.95, 0.9, 0.85)),
            Source("b", (0.8, 0.95, 0.7), 0.7),
            Source("c", (0.7, 0.6, 0.9), 0.6),
            Source("d", (0.6, 0.7, 0.6), 0.5),
        ],
        4,
    )


def good_authority(seed: int) -> World:
    """An authority that is nearly always right, among seven that are often wrong."""
    others = [Source(f"s{n}", (0.6, 0.6), 0.8) for n in range(7)]
    return made(seed, [Source("authority", (0.99, 0.99)), *others], 3)


def sparse(seed: int) -> World:
    """Two hundred sources with a few claims each."""
    rates = np.random.default_rng(2000 + seed).uniform(0.4, 0.95, 200)
    return made(seed, [Source(f"s{n:03}", (rate,), 0.03) for n, rate in enumerate(rates)], 5, 300)


def binary(seed: int) -> World:
    """Five sources on elements that have two values only."""
    rates = np.random.default_rng(3000 + seed).permutation([0.95, 0.85, 0.7, 0.6, 0.6])
    return made(seed, [Source(f"s{n}", (rate, rate), 0.9) for n, rate in enumerate(rates)], 1)


def two_origins(seed: int) -> World:
    """Six sources that copy one of two: nothing tells which of the two is the better."""
    origins = [Source("a", (0.8,)), Source("b", (0.7,))]
    copies = [Source(f"c{n}", (0.6,), 0.9, "ab"[n % 2], 0.8) for n in range(6)]
    return made(seed, [*origins, *copies], 6, 300)


REGIMES = {
    world.__name__: world
    for world in (unequal, equal, copiers, one_element, few, good_authority, sparse, binary)
}
SEEDS = range(20)
BEYOND = {"two_origins": two_origins}  # what the model cannot tell; measured, not promised
