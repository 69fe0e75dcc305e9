"""Decides what is told of an estimate: a value for each fact, a figure for each voice, what to doubt.

Of values as probable as one another (within ALIKE) the authority's goes first, then the one
most providers claim, then the first in order: the vote's own choice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from onesource.reliability import apart, bounds
from onesource.reliability.claims import Claims, Floats
from onesource.reliability.compare import Flags, Ints
from onesource.reliability.turns import Estimate

ALIKE = 0.005
NAMED = 0.5  # from this probability on, whom a voice copies is named


@dataclass(frozen=True)
class Outcome:
    """An estimate with the claims it is of; tables are made when they are asked for."""

    claims: Claims
    estimate: Estimate
    authorities: Flags  # per voice

    def values(self) -> pa.Table:
        """One row a fact, by item and element: what is probably true, the vote's and the authority's word.

        Columns: item, element, value, probability, claims (of that value), vote, authority_value,
        authority_probability (null where the authority says nothing).
        """
        claims, chosen, word = self.claims, self.chosen(), self.authority()
        held = self.estimate.belief.probability
        return pa.table(
            {
                **self._facts(),
                "value": self._spelt(chosen),
                "probability": held[chosen],
                "claims": claims.count[chosen],
                "vote": self._spelt(self.vote()),
                "authority_value": self._spelt(word),
                "authority_probability": _where(word >= 0, held[word]),
            }
        )

    def providers(self) -> pa.Table:
        """One row a voice, by provider and element: how reliable it is, and whom it copies.

        Columns: provider, element, reliability, low, high (95 % bounds), claims, copies_from (null
        where no copying is probable), copying (the probability that the two are no independent witnesses).
        """
        claims, belief = self.claims, self.estimate.belief
        low, high = bounds.bounds(claims, belief)
        source, copied = apart.origin(claims, self.estimate.dependence)
        named = np.where((source >= 0) & (copied >= NAMED), claims.voice_provider[source], -1)
        return pa.table(
            {
                "provider": claims.providers.take(pa.array(claims.voice_provider)),
                "element": claims.elements.take(pa.array(claims.voice_element)),
                "reliability": belief.accuracy,
                "low": low,
                "high": high,
                "claims": np.bincount(claims.voice, claims.times[claims.fact]).astype(np.int64),
                "copies_from": _named(claims.providers, named),
                "copying": copied,
            }
        )

    def doubts(self) -> pa.Table:
        """One row a fact its authority speaks of, the likeliest to be wrong first.

        Columns: item, element, authority, value (the authority's), wrong (the probability that it is
        not the true one), other (the best other value, null where nobody says otherwise),
        other_probability, backer (the most reliable provider of `other`: whom to ask for evidence).
        """
        claims, held, word = self.claims, self.estimate.belief.probability, self.authority()
        facts = np.flatnonzero(word >= 0)
        others = held.copy()
        others[word[facts]] = -1
        other = np.where(np.diff(claims.starts, append=len(held)) > 1, self._best(others), -1)
        backer = self._backer()[np.maximum(other, 0)]
        table = pa.table(
            {
                **self._facts(),
                "authority": _named(claims.providers, self._speaker()),
                "value": self._spelt(word),
                "wrong": 1 - held[word],
                "other": self._spelt(other),
                "other_probability": _where(other >= 0, held[other]),
                "backer": _named(claims.providers, np.where(other >= 0, backer, -1)),
            }
        ).take(pa.array(facts))
        order = [("wrong", "descending"), ("item", "ascending"), ("element", "ascending")]
        return table.sort_by(order)

    def held(self) -> pa.Table:
        """One row a claim: item, element, provider, value, and the probability that it is the true one."""
        claims = self.claims
        return pa.table(
            {
                "item": claims.items.take(pa.array(claims.fact_item[claims.fact])),
                "element": claims.elements.take(pa.array(claims.fact_element[claims.fact])),
                "provider": claims.providers.take(pa.array(claims.voice_provider[claims.voice])),
                "value": self._spelt(claims.value),
                "probability": self.estimate.belief.probability[claims.value],
            }
        )

    def chosen(self) -> Ints:
        """Per fact, the value that is probably true."""
        return self._best(self.estimate.belief.probability)

    def vote(self) -> Ints:
        """Per fact, the value that most providers claim; of equals the first in order."""
        return self._first(self.claims.count.astype(float))

    def authority(self) -> Ints:
        """Per fact, the value its authority claims, -1 where it says nothing."""
        claims = self.claims
        spoken = self.authorities[claims.voice]
        found = np.full(len(claims.fact_item), -1)
        found[claims.fact[spoken][::-1]] = claims.value[spoken][::-1]
        return found

    def _best(self, held: Floats) -> Ints:
        claims = self.claims
        top = np.maximum.reduceat(held, claims.starts)[claims.value_fact]
        word = self.authority()
        own = np.zeros(len(held))
        own[word[word >= 0]] = claims.count.max() + 1
        rank = np.where(held >= top - ALIKE, 1 + claims.count + own, 0)
        return self._first(rank)

    def _first(self, score: Floats) -> Ints:
        """Per fact, the first of its values with the highest score."""
        order = np.lexsort((-score, self.claims.value_fact))
        return order[self.claims.starts]

    def _backer(self) -> Ints:
        """Per value, the most reliable provider that claims it; of equals the first in order."""
        claims = self.claims
        record = self.estimate.belief.accuracy[claims.voice].round(9)
        order = np.lexsort((claims.voice, -record, claims.value))
        first = np.searchsorted(claims.value[order], np.arange(len(claims.value_fact)))
        at = order[np.minimum(first, len(order) - 1)]
        return np.where(claims.count > 0, claims.voice_provider[claims.voice[at]], -1)

    def _speaker(self) -> Ints:
        """Per fact, the provider that is its element's authority, -1 where none is given."""
        speaker = np.full(len(self.claims.elements), -1)
        voices = np.flatnonzero(self.authorities)
        speaker[self.claims.voice_element[voices]] = self.claims.voice_provider[voices]
        return speaker[self.claims.fact_element]

    def _facts(self) -> dict[str, pa.Array]:
        claims = self.claims
        return {
            "item": claims.items.take(pa.array(claims.fact_item)),
            "element": claims.elements.take(pa.array(claims.fact_element)),
        }

    def _spelt(self, value: Ints) -> pa.Array:
        spelling = self.claims.value_spelling[value]
        return _named(self.claims.spellings, np.where(value >= 0, spelling, -1))


def _named(names: pa.Array, place: Ints) -> pa.Array:
    """The names at these places, null where a place is below 0."""
    return names.take(pa.array(place, mask=place < 0))


def _where(told: Flags, number: Floats) -> pa.Array:
    return pa.array(number, mask=~told)
