"""Decides when the estimate stands: values, accuracies and copying, each taken from the others."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from onesource.reliability import apart, copying, truth
from onesource.reliability.claims import Claims, Floats
from onesource.reliability.compare import Flags
from onesource.reliability.copying import Dependence
from onesource.reliability.truth import Belief

TURNS = 30
WITNESSES = 2.9  # Dawid and Skene's model has one solution from three independent voices on
STEADY = 0.02  # the largest change of a claim's independence at which copying stands


@dataclass(frozen=True)
class Estimate:
    """What the claims come to."""

    belief: Belief
    dependence: Dependence


def estimate(claims: Claims, authorities: Flags) -> Estimate:
    """Values, accuracies and copying; authorities: per voice, whether its element is its own to decide.

    Begins with the vote and who copies by it, then settles in turns. Copying is damped:
    each turn takes the mean of what it finds and what was held before.
    """
    belief = truth.start(claims)
    found = copying.pairs(claims)
    known = copying.dependence(claims, belief, found)
    belief = _apart(claims, belief, known, apart.independence(claims, known))
    for _ in range(TURNS):
        belief = truth.settle(claims, belief, authorities)
        known = copying.dependence(claims, belief, found)
        new = apart.independence(claims, known)
        moved = float(np.max(np.abs(new - belief.independence), initial=0))
        if moved < STEADY:
            break
        belief = _apart(claims, belief, known, (new + belief.independence) / 2)
    else:
        belief = replace(belief, still=False)
    return Estimate(belief, known)


def _apart(claims: Claims, belief: Belief, known: Dependence, independence: Floats) -> Belief:
    """The belief with the voices so far apart; fewer than three witnesses tell nothing of each other.

    Unless a settled fact tells: then they can be held against what is true.
    """
    settled = np.bincount(claims.fact_element, claims.known >= 0, len(claims.elements)) > 0
    told = settled | (apart.witnesses(claims, known) > WITNESSES)
    belief = replace(belief, independence=independence, told=told[claims.voice_element])
    return replace(belief, probability=truth.probability(claims, belief))
