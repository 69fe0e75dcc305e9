"""Decides how much of a claim is its voice's own, how many witnesses there are, and who copied whom."""

from __future__ import annotations

import numpy as np

from onesource.reliability.claims import Claims, Floats, summed
from onesource.reliability.compare import Ints
from onesource.reliability.copying import Dependence

WORTH_NOTING = 0.1  # of a claim; two voices that share nothing yet are below it
PARTNERS = 64  # of one voice that are counted, the closest first
CHUNK = 1 << 20


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
        shared += summed(claim[hit], share[place[hit]], len(name))
    return 1 / (1 + shared)


def witnesses(claims: Claims, known: Dependence) -> Floats:
    """Per element: how many independent voices its voices come to."""
    noted = known.share > WORTH_NOTING
    shared = np.zeros(len(claims.voice_provider))
    for voice in (known.first, known.second):
        shared += summed(voice[noted], known.share[noted], len(shared))
    return summed(claims.voice_element, 1 / (1 + shared), len(claims.elements))


def origin(claims: Claims, known: Dependence) -> tuple[Ints, Floats]:
    """Per voice: the voice it copies (-1 where none is noted), and how probable their dependence is.

    Values of one moment do not tell who was first. By convention it is the one that depends more
    on all others together, for copies differ from one another more than from their original; of
    equals the one with more claims; two that are equal in that too are named for each other.
    """
    noted = np.flatnonzero(known.share > WORTH_NOTING)
    one, two = known.first[noted], known.second[noted]
    copier, source = np.concatenate([one, two]), np.concatenate([two, one])
    share, sure = np.tile(known.share[noted], 2), np.tile(known.probability[noted], 2)
    size = len(claims.voice_provider)
    heard = np.bincount(claims.voice, minlength=size)
    central = summed(copier, share, size).round(6) + heard / (heard.sum() + 1) * 1e-6
    later = central[source] >= central[copier]
    order = np.lexsort((-source, share.round(9)))
    order = order[later[order]]
    first, found = np.full(size, -1), np.zeros(size)
    first[copier[order]], found[copier[order]] = source[order], sure[order]
    return first, found


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
