"""Decides between which bounds a voice's accuracy lies with 95 % probability.

The posterior of one accuracy, all else held as estimated, is its prior times, over its claims,
A x r + (1 - A), where r is how much likelier what others say is if the claim is right than if
it is wrong. A claim nobody else speaks of has r = 1 and narrows nothing.
"""

from __future__ import annotations

import numpy as np

from onesource.reliability import accuracy, truth
from onesource.reliability.accuracy import logistic, logit
from onesource.reliability.claims import Claims, Floats, summed
from onesource.reliability.truth import Belief

LOW, HIGH = 0.025, 0.975
POINTS = 33  # of the grid, laid twice: over all accuracies, then over where the posterior lies
WIDEST = 9.2  # log odds of 0.9999
SPREAD = 5.0  # standard deviations


def bounds(claims: Claims, belief: Belief) -> tuple[Floats, Floats]:
    """The lower and the upper 95 % bound of each voice's accuracy; its estimate lies between them."""
    ratio = _ratio(claims, belief)
    voices = len(claims.voice_provider)
    unit = np.linspace(-1, 1, POINTS)[:, None]
    middle, reach = np.zeros(voices), np.full(voices, WIDEST)
    for last in (False, True):
        at = np.clip(middle + unit * reach, -WIDEST - 1, WIDEST + 1)
        mass = _mass(claims, belief, ratio, logistic(at))
        if last:
            break
        middle = np.sum(mass * at, axis=0)
        step = 2 * WIDEST / (POINTS - 1)
        reach = SPREAD * np.sqrt(np.sum(mass * (at - middle) ** 2, axis=0) + (step / 4) ** 2)
    upto = np.cumsum(mass, axis=0) - mass / 2
    low, high = (_quantile(upto, at, wanted) for wanted in (LOW, HIGH))
    return np.minimum(logistic(low), belief.accuracy), np.maximum(logistic(high), belief.accuracy)


def _ratio(claims: Claims, belief: Belief) -> Floats:
    """Per claim: the log of r, from the odds of its value without what the claim itself adds."""
    odds = logit(np.clip(belief.probability[claims.value], 1e-12, 1 - 1e-12))
    false_values = belief.false_values[claims.voice_element][claims.voice]
    without = odds - truth.votes(claims, belief) + np.log(false_values)
    return np.where(claims.known[claims.fact] >= 0, odds, without)


def _mass(claims: Claims, belief: Belief, ratio: Floats, at: Floats) -> Floats:
    """The posterior's mass at each point of each voice's grid."""
    weight = claims.told * truth.contested(claims)[claims.fact]
    before = accuracy.honest(belief.prior, summed(claims.voice, weight, len(at[0])))
    log = before.right * np.log(at) + before.wrong * np.log1p(-at)  # on log odds: no -1
    likely = np.exp(np.clip(ratio, -30, 30))
    for point in range(POINTS):
        share = at[point][claims.voice]
        told = weight * np.log(share * likely + 1 - share)
        log[point] += np.bincount(claims.voice, told, len(log[point]))
    mass = np.exp(log - log.max(axis=0))
    return np.asarray(mass / mass.sum(axis=0))


def _quantile(upto: Floats, at: Floats, wanted: float) -> Floats:
    """Where the mass reaches `wanted`, interpolated between two points of the grid."""
    above = np.clip(np.sum(upto < wanted, axis=0), 1, POINTS - 1)
    voice = np.arange(upto.shape[1])
    under, over = upto[above - 1, voice], upto[above, voice]
    part = np.clip((wanted - under) / np.maximum(over - under, 1e-12), 0, 1)
    return np.asarray(at[above - 1, voice] + part * (at[above, voice] - at[above - 1, voice]))
