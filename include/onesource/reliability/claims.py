"""Decides what is claimed of what: turns a table of claims into integer codes.

A *fact* is one element of one item: the thing to be known. A *value* is one of the values
claimed of a fact, however often and however it is spelt. A *voice* is one provider on one
element: it may be right on one element and wrong on the next. Every array is in an order
that does not depend on the order of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from onesource.errors import Refused
from onesource.reliability import compare
from onesource.reliability.compare import Flags, Ints

Floats = npt.NDArray[np.float64]
STATED = ("item", "element", "value")


@dataclass(frozen=True)
class Claims:
    """Claims as codes. Facts are sorted by item and element, values by fact, claims by value."""

    items: pa.Array  # distinct names in code-point order, as are the next three
    elements: pa.Array
    providers: pa.Array
    spellings: pa.Array
    kinds: Ints  # per element: a place in compare.KINDS
    variety: Ints  # per element: how many different values are claimed
    fact_item: Ints
    fact_element: Ints
    known: Ints  # per fact: the value it is settled to have, -1 where it is open
    stray: int  # settled facts of which nothing is claimed
    value_fact: Ints
    value_spelling: Ints  # its most frequent original spelling; of equals the first
    voice_provider: Ints
    voice_element: Ints
    value: Ints  # per claim
    voice: Ints  # per claim
    weight: Floats  # per claim: 1 is one full claim
    times: Floats  # per fact: how many facts that are alike it stands for
    row: Ints  # per claim: the first row of the table that states it, from 0

    @cached_property
    def starts(self) -> Ints:
        """Per fact: its first value."""
        return np.searchsorted(self.value_fact, np.arange(len(self.fact_item)))

    @cached_property
    def fact(self) -> Ints:
        """Per claim: its fact."""
        return self.value_fact[self.value]

    @cached_property
    def told(self) -> Floats:
        """Per claim: what it counts in its voice's record: its weight, for every fact it stands for."""
        return self.weight * self.times[self.fact]

    @cached_property
    def count(self) -> Ints:
        """Per value: how many providers claim it."""
        return np.bincount(self.value, minlength=len(self.value_fact))


class _Codes(NamedTuple):
    """The rows as codes: those of the claims first, the `claims` of them, then the settled ones."""

    item: Ints
    element: Ints
    spelling: Ints
    key: Ints
    claims: int


class _Folded(NamedTuple):
    """The claims, one for a voice and a value."""

    value: Ints
    voice: Ints
    weight: Floats
    row: Ints


def encode(table: pa.Table, settled: pa.Table | None = None) -> Claims:
    """The claims of `table` (item, element, provider, value; weight where there is one).

    The names are texts without nulls; a value that is null or blank claims nothing. weight:
    a number of at least 0, 1 where it is null or absent; times: as weight, of a fact the largest.
    settled: item, element, value.
    Equal claims of one provider are one, with the largest weight; where it contradicts itself,
    each of its values has an equal share of its voice (`contradiction` finds the rows).
    Raises Refused where nothing is claimed, or a fact is settled to two values.
    """
    rows = np.flatnonzero(stated(table["value"]))
    if not len(rows):
        raise Refused("nothing is claimed: no row has a value; give at least one claim")
    told = table.take(pa.array(rows))
    ruled = told.slice(0, 0) if settled is None else settled
    (items, elements, spellings), codes, kinds = _codes(told, ruled)
    providers, provider = compare.ranked(told["provider"])
    facts, fact, stray = _facts(codes, len(elements))
    kept = fact >= 0  # a settled fact of which nothing is claimed is left out
    width = int(codes.key.max()) + 1
    values, value = np.unique(fact[kept] * width + codes.key[kept], return_inverse=True)
    pairs = provider * len(elements) + codes.element[: codes.claims]
    voices, voice = np.unique(pairs, return_inverse=True)
    weight = _numbers(told, "weight")
    folded = _folded(value[: codes.claims], voice, weight, rows, values // width)
    return Claims(
        items=items,
        elements=elements,
        spellings=spellings,
        providers=providers,
        kinds=kinds,
        variety=np.bincount(np.unique(codes.element * width + codes.key) // width),
        fact_item=facts // len(elements),
        fact_element=facts % len(elements),
        times=_most(_numbers(told, "times"), fact[: codes.claims], len(facts)),
        known=_known(value[codes.claims :], values // width, len(facts)),
        stray=stray,
        value_fact=values // width,
        value_spelling=_usual(value, codes.spelling[kept], codes.claims),
        voice_provider=voices // len(elements),
        voice_element=voices % len(elements),
        **folded._asdict(),
    )


def stated(value: pa.ChunkedArray) -> Flags:
    """Which rows have a value: it is neither null nor blank."""
    plain = pc.cast(value, pa.string())
    blank = pc.match_substring_regex(plain, r"^[\s\pZ]*$")
    return np.asarray(pc.invert(pc.fill_null(blank, True)).to_numpy(), dtype=np.bool_)


def summed(place: Ints, weight: Floats, size: int) -> Floats:
    """The sum of the weights at each place, of `size` places."""
    return np.asarray(np.bincount(place, weight, size), np.float64)


def contradiction(claims: Claims) -> tuple[int, int] | None:
    """The rows (from 0) where a provider first states two values of one fact; None if none does."""
    order = np.lexsort((claims.row, claims.voice, claims.fact))
    fact, voice, row = claims.fact[order], claims.voice[order], claims.row[order]
    twice = np.flatnonzero((fact[1:] == fact[:-1]) & (voice[1:] == voice[:-1]))
    if not len(twice):
        return None
    first = twice[np.argmin(row[twice + 1])]
    return int(row[first]), int(row[first + 1])


def _codes(told: pa.Table, ruled: pa.Table) -> tuple[list[pa.Array], _Codes, Ints]:
    """Names, rows as codes, and the elements' kinds, which the claims alone decide."""
    both = pa.concat_tables([told.select(STATED), ruled.select(STATED)])
    names, codes = zip(*(compare.ranked(both[name]) for name in STATED), strict=True)
    item, element, spelling = codes
    compared = compare.Comparison(names[2])
    kinds = compared.kinds(spelling[: len(told)], element[: len(told)], len(names[1]))
    key = compared.keys(spelling, kinds[element])
    return list(names), _Codes(item, element, spelling, key, len(told)), kinds


def _facts(codes: _Codes, elements: int) -> tuple[Ints, Ints, int]:
    """The claimed facts as item x elements + element; each row's, -1 if unclaimed; how many are."""
    name = codes.item * elements + codes.element
    facts = np.unique(name[: codes.claims])
    place = np.minimum(np.searchsorted(facts, name), len(facts) - 1)
    unclaimed = facts[place] != name
    return facts, np.where(unclaimed, -1, place), len(np.unique(name[unclaimed]))


def _known(settled: Ints, value_fact: Ints, facts: int) -> Ints:
    known = np.full(facts, -1)
    known[value_fact[settled]] = settled
    if np.any(known[value_fact[settled]] != settled):
        raise Refused("an element of an item is settled to two different values; keep one of them")
    return known


def _usual(value: Ints, spelling: Ints, claims: int) -> Ints:
    """Per value its most frequent spelling; a settled one's own only where nobody claims it."""
    width = int(spelling.max()) + 1
    pairs, pair = np.unique(value * width + spelling, return_inverse=True)
    often = np.bincount(pair[:claims], minlength=len(pairs))
    order = np.lexsort((pairs, -often, pairs // width))
    first = np.searchsorted(pairs[order] // width, np.arange(int(value.max()) + 1))
    usual: Ints = pairs[order][first] % width
    return usual


def _folded(value: Ints, voice: Ints, weight: Floats, rows: Ints, value_fact: Ints) -> _Folded:
    """One claim for a voice and a value; a voice that contradicts itself shares itself out."""
    voices = int(voice.max()) + 1
    name = value * voices + voice
    order = np.argsort(name, kind="stable")
    first = np.flatnonzero(np.diff(name[order], prepend=-1))
    value, voice = value[order][first], voice[order][first]
    _, same, share = np.unique(
        value_fact[value] * voices + voice, return_inverse=True, return_counts=True
    )
    largest = np.maximum.reduceat(weight[order], first)
    earliest = np.minimum.reduceat(rows[order], first)
    return _Folded(value, voice, largest / share[same], earliest)


def _numbers(told: pa.Table, column: str) -> Floats:
    if column not in told.column_names:
        return np.ones(len(told))
    number = pc.fill_null(pc.cast(told[column], pa.float64()), 1.0)
    return np.asarray(number.to_numpy())


def _most(number: Floats, place: Ints, size: int) -> Floats:
    """The largest of the numbers at each place."""
    found = np.zeros(size)
    np.maximum.at(found, place, number)
    return found
