"""Decides which voices are no independent witnesses: they share errors as only copies do.

After Dong, Berti-Equille and Srivastava (VLDB 2009): that two voices agree on what is true says
nothing, that they agree on what is probably false says much, and where they differ neither
copied. The rate of copying is not fixed. Copies and a common origin look the same here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from onesource.reliability import truth
from onesource.reliability.accuracy import logistic, logit
from onesource.reliability.claims import Claims, Floats
from onesource.reliability.compare import Flags, Ints
from onesource.reliability.truth import Belief

COPIED = 0.05  # of pairs of voices, held before their claims are seen
RATES = np.array([0.2, 0.4, 0.6, 0.8, 0.95])  # of its claims that a copier may take over
MOST_PAIRS = 2_000_000  # of claims; beyond that facts are drawn evenly
WORTH_NOTING = 0.1  # of a claim; two voices that share nothing yet are below it
PARTNERS = 64  # of one voice that are counted, the closest first
HASH = np.uint64(0x9E3779B97F4A7C15)  # spreads the draw over items and elements
CHUNK = 1 << 20
LOG_GAMMA = np.vectorize(math.lgamma, otypes=[float])


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
    same: Floats  # claims in which the two agree
    right: Floats  # of these, the expected number that is right


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
        _evidence(claims, belief, found, found.one, found.other),
        _evidence(claims, belief, found, found.other, found.one),
    )
    top = np.maximum(likelihood.max(axis=0), 0)
    odds = COPIED / (1 - COPIED) / len(RATES)
    rates = odds * np.exp(likelihood - top)
    copied = rates.sum(axis=0)
    total = copied + np.exp(-top)
    share = (rates * RATES[:, None]).sum(axis=0) / total
    agreed = found.voices[found.same]
    held = belief.probability[claims.value[found.one[found.same]]]
    return Dependence(
        found.first,
        found.second,
        probability=copied / total,
        share=share,
        same=np.bincount(agreed, minlength=len(share)).astype(float),
        right=np.bincount(agreed, held, len(share)),
    )


def independence(claims: Claims, known: Dependence) -> Floats:
    """Per claim: 1 / (1 + the shares that voices stating the same have in it).

    So k copies of one voice count together as little more than one voice, whoever was first.
    """
    begins, partner, share = _partners(known, len(claims.voice_provider))
    name = claims.value * len(claims.voice_provider) + claims.voice  # in order, as claims are
    shared = np.zeros(len(name))
    degree = np.diff(begins)[claims.voice]
    upto = np.cumsum(degree)
    for chunk in range(0, int(upto[-1]), CHUNK):
        some = slice(*np.searchsorted(upto, (chunk, chunk + CHUNK), side="right"))
        many = degree[some]
        claim = np.repeat(np.arange(some.start, some.stop), many)
        nth = np.arange(len(claim)) - np.repeat(np.cumsum(many) - many, many)
        place = begins[claims.voice[claim]] + nth
        wanted = name[claim] - claims.voice[claim] + partner[place]
        there = np.minimum(np.searchsorted(name, wanted), len(name) - 1)
        hit = name[there] == wanted
        shared += np.bincount(claim[hit], share[place[hit]], len(name))
    return 1 / (1 + shared)


def witnesses(claims: Claims, known: Dependence) -> Floats:
    """Per element: how many independent voices its voices come to."""
    noted = known.share > WORTH_NOTING
    shared = np.zeros(len(claims.voice_provider))
    for voice in (known.first, known.second):
        shared += np.bincount(voice[noted], known.share[noted], len(shared))
    return np.bincount(claims.voice_element, 1 / (1 + shared), len(claims.elements))


def origin(claims: Claims, belief: Belief, known: Dependence) -> tuple[Ints, Floats]:
    """Per voice: the voice it most probably copies, and how probable that is (0 where none is noted).

    A copier's claims are of two makes: those taken over are as right as the original's, its own
    are not. So of the two that one is the original whose record is of one make (the marginal
    likelihoods of one accuracy and of two are compared). Where neither is, each has half.
    """
    noted = np.flatnonzero(known.share > WORTH_NOTING)
    one, two = known.first[noted], known.second[noted]
    heard = np.bincount(claims.voice, minlength=len(claims.voice_provider))
    held = belief.probability[claims.value]
    right = np.bincount(claims.voice, held, len(heard))
    same, agreed = known.same[noted], known.right[noted]

    def own(voice: Ints) -> Floats:
        """How much likelier its record is as of two makes than as of one."""
        rest = _marginal(right[voice] - agreed, heard[voice] - same)
        return rest - _marginal(right[voice], heard[voice])

    second_copies = known.probability[noted] * logistic(np.clip(own(two) - own(one), -30, 30))
    copier, source = np.concatenate([one, two]), np.concatenate([two, one])
    copied = np.concatenate([known.probability[noted] - second_copies, second_copies])
    order = np.lexsort((source, copied.round(9)))
    likeliest, found = np.zeros(len(heard), np.int64), np.zeros(len(heard))
    likeliest[copier[order]], found[copier[order]] = source[order], copied[order]
    return likeliest, found


def _marginal(right: Floats, heard: Floats) -> Floats:
    """The log likelihood of so many right claims of so many, over all accuracies alike."""
    wrong = np.maximum(heard - right, 0)
    right = np.maximum(right, 0)
    return LOG_GAMMA(right + 1) + LOG_GAMMA(wrong + 1) - LOG_GAMMA(right + wrong + 2)


def _partners(known: Dependence, voices: int) -> tuple[Ints, Ints, Floats]:
    """Where each voice's partners begin, the partners, and the share of each; the closest alone."""
    noted = np.flatnonzero(known.share > WORTH_NOTING)
    voice = np.concatenate([known.first[noted], known.second[noted]])
    partner = np.concatenate([known.second[noted], known.first[noted]])
    share = np.tile(known.share[noted], 2)
    order = np.lexsort((partner, -share.round(9), voice))
    voice, partner, share = voice[order], partner[order], share[order]
    nth = np.arange(len(voice)) - np.searchsorted(voice, voice)
    close = nth < PARTNERS
    begins = np.searchsorted(voice[close], np.arange(voices + 1))
    return begins, partner[close], share[close]


def _evidence(
    claims: Claims, belief: Belief, found: Pairs, original: Ints, copy: Ints
) -> Floats:
    """Log likelihood that the voice of `copy` copies, over that it does not: a row for each rate.

    `truth`: the probability that the shared value is true, by all claims but the copy.
    """
    same = found.same
    claim, voice = copy[same], claims.voice[copy[same]]
    held = np.clip(belief.probability[claims.value[claim]], 1e-12, 1 - 1e-12)
    without = logistic(logit(held) - truth.votes(claims, belief)[claim])
    wrong = 1 - belief.accuracy[voice]
    alike = wrong / belief.false_values[claims.voice_element[voice]]
    by_itself = without + (1 - without) * alike
    weight = claims.weight[claim]
    differs = np.bincount(found.voices[~same], claims.weight[copy[~same]], len(found.first))
    rows = [
        np.bincount(
            found.voices[same], weight * np.log(rate / by_itself + 1 - rate), len(found.first)
        )
        + differs * np.log(1 - rate)
        for rate in RATES
    ]
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
