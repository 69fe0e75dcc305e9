"""Decides how far a voice's own record speaks for it, and how far what is known of its like.

The accuracy of a voice is a Beta posterior. Its prior mean is what the provider shows on its
other elements, shifted by how hard this element is for all; the prior's strength, in claims,
is learnt from how much voices really differ (method of moments for the beta-binomial).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from onesource.reliability.claims import Claims, Floats, summed
from onesource.reliability.compare import Flags, Ints

LOWEST, HIGHEST = 0.01, 0.9999
START = 0.8  # of a voice of which nothing is known
SURE = 10.0  # claims for which START counts in the mean of all
WEAKEST, STRONGEST = 4.0, 1e6  # claims for which a prior may count
# claims for which a prior may count
AUTHORITY, AUTHORITY_CLAIMS = 0.95, 20.0  # what an authority is given in advance


class Beta(NamedTuple):
    """A Beta distribution for each voice."""

    right: Floats
    wrong: Floats

    @property
    def mean(self) -> Floats:
        return np.clip(self.right / (self.right + self.wrong), LOWEST, HIGHEST)


@dataclass(frozen=True)
class Record:
    """What a voice has shown: the weight of its claims, and of those that are right."""

    right: Floats
    heard: Floats
    squares: Floats  # the weight, times the squared probability of being right


def prior(record: Record, claims: Claims, authorities: Flags, told: Flags) -> Beta:
    """What each voice's accuracy is held to be before its own record is counted.

    authorities, told: per voice, whether it is its element's authority, and whether anything
    can be told from its record.
    """
    grand = (record.right.sum() + START * SURE) / (record.heard.sum() + SURE)
    elsewhere, seen = _elsewhere(record, claims.voice_provider, grand)
    hard = _by(record, claims.voice_element, grand)[claims.voice_element]
    mean = logistic(logit(elsewhere) + logit(hard) - logit(grand))
    mean = np.clip(mean, LOWEST, HIGHEST)
    # a mean is no surer than the record it is taken from
    strength = np.where(told, 1 / (1 / _strength(record, mean) + 1 / seen), STRONGEST)
    right, wrong = strength * mean, strength * (1 - mean)
    return Beta(
        right + authorities * AUTHORITY * AUTHORITY_CLAIMS,
        wrong + authorities * (1 - AUTHORITY) * AUTHORITY_CLAIMS,
    )


def posterior(before: Beta, record: Record) -> Beta:
    """The prior with the voice's own record counted."""
    return Beta(before.right + record.right, before.wrong + record.heard - record.right)


def honest(before: Beta, heard: Floats) -> Beta:
    """The prior as bounds need it: no surer than all claims together can make it."""
    less = np.minimum(1, heard.sum() / (before.right + before.wrong))
    return Beta(before.right * less, before.wrong * less)


def logit(share: Floats) -> Floats:
    return np.log(share) - np.log1p(-share)


def logistic(odds: Floats) -> Floats:
    return 1 / (1 + np.exp(-odds))


def _elsewhere(record: Record, provider: Ints, grand: float) -> tuple[Floats, Floats]:
    """Per voice, its provider's share of right claims on the other elements, and of how many claims."""
    parts = (record.right, record.heard, record.squares)
    size = int(provider.max()) + 1
    whole = Record(*(summed(provider, part, size) for part in parts))
    strength = _strength(whole, np.full(len(whole.heard), grand))
    right, heard = whole.right[provider] - record.right, whole.heard[provider] - record.heard
    seen = heard + strength
    return (right + strength * grand) / seen, seen


def _by(record: Record, group: Ints, grand: float) -> Floats:
    right, heard = np.bincount(group, record.right), np.bincount(group, record.heard)
    return (right + SURE * grand) / (heard + SURE)


def _strength(record: Record, mean: Floats) -> float:
    """In claims, how much a prior of that mean counts: the less, the more the records differ.

    Method of moments for the beta-binomial: of the spread of the records about their means,
    what chance explains is left out, and as much again as chance may add (one standard deviation).
    """
    some = record.heard > 1
    if not some.any():
        return STRONGEST
    heard, right, mean = record.heard[some], record.right[some], mean[some]
    share = right / heard
    chance = max(float(np.sum(record.squares[some] - heard * share**2) / np.sum(heard)), 1e-4)
    spread = np.sum(heard * (share - mean) ** 2) / chance
    excess = spread - len(heard) - np.sqrt(2 * len(heard))
    between = excess * chance / np.sum(heard - 1)
    return float(np.clip(np.mean(mean * (1 - mean)) / max(between, 1e-9) - 1, WEAKEST, STRONGEST))
