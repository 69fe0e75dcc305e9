"""Decides how reliable each provider is on each element, and so how probable each value is.

It proposes and orders; what is served stays the authority's word. `weigh` is the door: from
claims to an `Outcome`, whose `values`, `providers` and `doubts` are tables. README.md explains
the model in one page. No database, no catalogue, no clock: the same claims give the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from onesource.errors import Refused
from onesource.reliability.claims import encode
from onesource.reliability.outcome import Outcome
from onesource.reliability.turns import estimate

__all__ = ["Outcome", "doubts", "weigh"]


def weigh(
    claims: pa.Table,
    authority: Mapping[str, str] | None = None,
    settled: pa.Table | None = None,
) -> Outcome:
    """What the claims come to: how probable each value is, how reliable each provider.

    claims: item, element, provider, value (texts), and weight (0 or more; 1 if null or absent)
    where a claim is to count for more or less than one, and times (likewise) where an item
    stands for so many that are alike in who says the same. authority: element to provider; it is
    held reliable in advance, no more. settled: item, element, value of what is known to be true.
    Raises Refused where nothing is claimed, an authority's element is not among the claims, or
    something is settled to two values.
    """
    coded = encode(claims, settled)
    decides = authority or {}
    elements = coded.elements.to_pylist()
    for element in sorted(set(decides) - set(elements)):
        known = ", ".join(elements[:8])
        raise Refused(
            f"element {element} has the authority {decides[element]}, but nothing is claimed of it; "
            f"claimed are: {known}",
            element=element,
        )
    providers = {name: place for place, name in enumerate(coded.providers.to_pylist())}
    decider = np.array([providers.get(decides.get(element, ""), -1) for element in elements])
    authorities = decider[coded.voice_element] == coded.voice_provider
    return Outcome(coded, estimate(coded, authorities), authorities)


def doubts(
    claims: pa.Table, authority: Mapping[str, str], settled: pa.Table | None = None
) -> pa.Table:
    """For each fact its authority speaks of: how probably it is wrong, and the best other value.

    As `weigh`, whose `Outcome.doubts` this is: item, element, authority, value, wrong, other,
    other_probability, backer, the likeliest wrong first. Nothing is overruled by it.
    """
    return weigh(claims, authority, settled).doubts()
