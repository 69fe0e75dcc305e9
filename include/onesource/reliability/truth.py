"""Decides how probable each value is, and with it how accurate each voice: by EM over the claims.

ACCU (Dong, Berti-Equille, Srivastava, VLDB 2009), a one-coin Dawid-Skene model: a voice of
accuracy A states the true value with probability A, else one of the fact's n false values.
The truth may be a value nobody claims. A claim never counts against what it states.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from onesource.reliability import accuracy
from onesource.reliability.accuracy import Beta, Record
from onesource.reliability.claims import Claims, Floats, summed
from onesource.reliability.compare import Flags

ROUNDS = 100
STILL = 1e-4  # the largest change of an accuracy at which the estimate stands
FEWEST, MOST = 1.0, 1000.0  # false values of a fact
ALIKE, ALIKE_PAIRS = (
    0.1,
    10.0,
)  # two errors are alike so often, until that many pairs of them are seen


@dataclass(frozen=True)
class Belief:
    """What is held at one moment of the estimate."""

    accuracy: Floats  # per voice
    false_values: Floats  # per element: how many a fact has, as errors find them
    independence: Floats  # per claim: the share of it that is the voice's own
    told: Flags  # per voice: whether its record can tell how accurate it is
    probability: Floats  # per value
    prior: Beta  # per voice
    still: bool = False
    rounds: int = 0


def start(claims: Claims) -> Belief:
    """All voices equal and independent: what a vote would hold."""
    alike = np.full(len(claims.voice_provider), accuracy.START)
    ones = np.ones(len(claims.value))
    n = np.full(len(claims.elements), 1 / ALIKE)
    begun = Belief(alike, n, ones, alike > 0, np.empty(0), Beta(alike, 1 - alike))
    return replace(begun, probability=probability(claims, begun))


def settle(claims: Claims, belief: Belief, authorities: Flags) -> Belief:
    """Repeats expectation and maximisation until no accuracy changes by more than STILL."""
    telling = claims.told * contested(claims)[claims.fact]
    heard = summed(claims.voice, telling, len(claims.voice_provider))
    for _ in range(ROUNDS):
        held = belief.probability[claims.value]
        right, squares = (summed(claims.voice, telling * held**k, len(heard)) for k in (1, 2))
        record = Record(right, heard, squares)
        before = accuracy.prior(record, claims, authorities, belief.told)
        after = accuracy.posterior(before, record).mean
        moved = float(np.max(np.abs(after - belief.accuracy)))
        belief = replace(belief, accuracy=after, prior=before, rounds=belief.rounds + 1)
        belief = replace(belief, false_values=false_values(claims, belief))
        belief = replace(belief, probability=probability(claims, belief), still=moved < STILL)
        if belief.still:
            break
    return belief


def contested(claims: Claims) -> Flags:
    """Per fact: whether it can teach anything of its voices. A lone claim cannot, unless settled."""
    claimed = np.bincount(claims.fact, minlength=len(claims.fact_item))
    return (claimed > 1) | (claims.known >= 0)


def votes(claims: Claims, belief: Belief) -> Floats:
    """Per claim: by how much it raises the log odds of its value; never below 0."""
    right = belief.accuracy
    odds = right * belief.false_values[claims.voice_element] / (1 - right)
    return claims.weight * belief.independence * np.maximum(np.log(odds), 0)[claims.voice]


def probability(claims: Claims, belief: Belief) -> Floats:
    """Per value: the probability that it is the true one; what nobody claims has the rest."""
    score = np.bincount(claims.value, votes(claims, belief), len(claims.value_fact))
    top = np.maximum.reduceat(score, claims.starts)
    likely = np.exp(score - top[claims.value_fact])
    heard = np.add.reduceat((claims.count > 0).astype(float), claims.starts)
    unheard = np.maximum(belief.false_values[claims.fact_element] + 1 - heard, 0) * np.exp(-top)
    total = np.add.reduceat(likely, claims.starts) + unheard
    found = likely / total[claims.value_fact]
    settled = claims.known[claims.value_fact]
    true = (settled == np.arange(len(found))).astype(float)
    return np.asarray(np.where(settled < 0, found, true))


def false_values(claims: Claims, belief: Belief) -> Floats:
    """Per element: 1 / the probability that two voices that err on a fact err alike.

    Counted over the pairs of claims of every fact, each pair by the probability that both are
    wrong; a claim that may be copied counts by its independence.
    """
    own = belief.independence
    voices = np.bincount(claims.value, own, len(claims.value_fact))
    squares = np.bincount(claims.value, own**2, len(claims.value_fact))
    wrong = 1 - belief.probability
    alike = wrong * (voices**2 - squares) / 2
    whole = np.bincount(claims.value_fact, voices)[claims.value_fact]
    apart = voices * (whole - voices) * (2 * wrong - 1) / 2
    element, times = claims.fact_element[claims.value_fact], claims.times[claims.value_fact]
    both = np.bincount(element, times * np.maximum(alike, 0))
    pairs = both + np.maximum(np.bincount(element, times * apart), 0)
    share = (both + ALIKE * ALIKE_PAIRS) / (pairs + ALIKE_PAIRS)
    possible = np.clip(claims.variety - 1, FEWEST, MOST)
    return np.asarray(np.clip(1 / share, FEWEST, possible))
