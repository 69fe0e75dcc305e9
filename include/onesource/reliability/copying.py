"""Decides which voices are no independent witnesses: they share errors as only copies do.

After Dong, Berti-Equille and Srivastava (VLDB 2009): that two voices agree on what is true says
nothing, that they agree on what is probably false says much, and where they differ neither
copied. The rate of copying is not fixed. Copies and a common origin look the same here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onesource.reliability import truth
from onesource.reliability.accuracy import logistic, logit
from onesource.reliability.claims import Claims, Floats, summed
from onesource.reliability.compare import Flags, Ints
from onesource.reliability.truth import Belief

COPIED, AMONG = 0.05, 10  # of pairs of voices, held before their claims are seen; among many, fewer
RATES = np.array([0.2, 0.4, 0.6, 0.8, 0.95])  # of its claims that a copier may take over
MOST_PAIRS = 2_000_000  # of claims; beyond that facts are drawn evenly
HASH = np.uint64(0x9E3779B97F4A7C15)  # spreads the draw over items and elements


@dataclass(frozen=True)
class Pairs:
    """Pairs of claims of one fact, and the pairs of voices they belong to."""

    one: Ints  # per pair of claims: the claim of the first voice
    other: Ints
    same: Flags
    voices: Ints  # per pair of claims: its pair of voices
    first: Ints  # per pair of voices
    second: Ints


@dataclass(frozen=True)
class Dependence:
    """How far voices depend on one another, per pair of voices."""

    first: Ints
    second: Ints
    probability: Floats  # that one of the two copies, or that both have one origin
    share: Floats  # expected, of the claims of one that are not its own


def pairs(claims: Claims) -> Pairs:
    """The pairs of claims that are compared: of every fact, or of an even draw of the facts."""
    fact = claims.fact
    size = np.bincount(fact, minlength=len(claims.fact_item))
    drawn = _draw(size * (size - 1) // 2)
    ends = np.cumsum(size)
    rest = np.where(drawn[fact], ends[fact] - 1 - np.arange(len(fact)), 0)
    one = np.repeat(np.arange(len(fact)), rest)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(rest) - rest, rest)
    own = claims.voice[one] != claims.voice[other]
    one, other = one[own], other[own]
    swapped = claims.voice[one] > claims.voice[other]
    one, other = np.where(swapped, other, one), np.where(swapped, one, other)
    width = len(claims.voice_provider)
    names, voices = np.unique(claims.voice[one] * width + claims.voice[other], return_inverse=True)
    same = claims.value[one] == claims.value[other]
    return Pairs(one, other, same, voices, names // width, names % width)


def dependence(claims: Claims, belief: Belief, found: Pairs) -> Dependence:
    """How far each pair of voices depends on one another, by what both say."""
    likelihood = np.maximum(
        _evidence(claims, belief, found, found.other),
        _evidence(claims, belief, found, found.one),
    )
    top = np.maximum(likelihood.max(axis=0), 0)
    partners = 2 * len(found.first) / max(len(claims.voice_provider), 1)
    prior = COPIED * min(1.0, AMONG / max(partners, 1))
    odds = prior / (1 - prior) / len(RATES)
    rates = odds * np.exp(likelihood - top)
    copied = rates.sum(axis=0)
    total = copied + np.exp(-top)
    share = (rates * RATES[:, None]).sum(axis=0) / total
    return Dependence(found.first, found.second, copied / total, share)


def _evidence(claims: Claims, belief: Belief, found: Pairs, copy: Ints) -> Floats:
    """Log likelihood that the voices of `copy` copy, over that they do not: a row for each rate.

    What a voice would say by itself: the shared value if that is true, by all claims but its
    own; else, of the false values, this one as rarely as its errors are.
    """
    same = found.same
    claim, voice = copy[same], claims.voice[copy[same]]
    held = np.clip(belief.probability[claims.value[claim]], 1e-12, 1 - 1e-12)
    without = logistic(logit(held) - truth.votes(claims, belief)[claim])
    wrong = 1 - belief.accuracy[voice]
    alike = wrong / belief.false_values[claims.voice_element[voice]]
    by_itself = without + (1 - without) * alike
    weight = claims.told[claim]
    size = len(found.first)
    differs = summed(found.voices[~same], claims.told[copy[~same]], size)
    rows = []
    for rate in RATES:
        told = weight * np.log(rate / by_itself + 1 - rate)
        rows.append(summed(found.voices[same], told, size) + differs * np.log(1 - rate))
    return np.array(rows)


def _draw(size: Ints) -> Flags:
    """Which facts are compared, given how many pairs each has; the same in every run."""
    total = int(size.sum())
    if total <= MOST_PAIRS:
        return np.ones(len(size), np.bool_)
    spread = (np.arange(len(size), dtype=np.uint64) * HASH) >> np.uint64(11)
    order = np.argsort(spread, kind="stable")
    drawn = np.zeros(len(size), np.bool_)
    order = order[size[order] <= MOST_PAIRS // 20]  # one fact is not to stand for all
    drawn[order[np.cumsum(size[order]) <= MOST_PAIRS]] = True
    return drawn
